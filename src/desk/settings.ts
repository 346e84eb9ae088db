import { z } from 'zod';
import { isHost, isNetwork } from '../lib/ip';
import type { Technology, Via } from './model';
import { SCREEN_LANGUAGES } from './screen-language';

/** What phones call a server by: a wrong one would break every phone at once. */
export const hostText = z
  .string()
  .max(253)
  .refine(isHost, 'must be a host name or an IP address, without a port');

const cidr = z
  .string()
  .refine((text) => isNetwork(text), 'must be a network in CIDR form, such as 10.0.0.0/8');

const sipPortNumber = z.number().int().min(1).max(65535);
const sipTransportName = z.enum(['udp', 'tcp', 'tls']);

const enrolmentPolicy = z.enum(['open', 'known', 'network']);

/** The settings that an admin changes at run time (`/api/v1/settings`). Stored in our own table. */
export const deskSettingsSchema = z.object({
  defaultLogin: z
    .boolean()
    .describe(
      'XML-API Default Login: whether an unknown phone gets a config with the login keys. Off: it gets 404.',
    ),
  enrolment: enrolmentPolicy.describe(
    'Which unknown phones get a default login: `open` (any), `known` (only phones that an admin created), `network`.',
  ),
  enrolmentByBrand: z
    .record(z.string(), enrolmentPolicy)
    .describe('Different policies for single brands, by brand id.'),
  enrolmentInternalNetworks: z
    .array(cidr)
    .describe('With `network`: networks of internal phones that may enrol.'),
  enrolmentExternalNetworks: z
    .array(cidr)
    .describe('With `network`: networks of external phones that may enrol.'),
  internalAddress: hostText
    .nullable()
    .describe('Address of the PBX for internal phones. Null: no "Login Int" key.'),
  externalAddress: hostText
    .nullable()
    .describe('Address of the PBX for external phones. Null: no "Login Extl" key.'),
  internalNetworks: z
    .array(cidr)
    .describe(
      'Networks whose phones count as internal. A phone that is logged in there may fetch without a token, by the rules of docs/security.md.',
    ),
  requireToken: z
    .boolean()
    .describe(
      'Require the token for every fetch of an account, also from internal networks. A phone that does not keep the URL of its config (see `keepsUrl` of its brand), or that gets another URL from DHCP at every boot, then stays at its default login.',
    ),
  phonesPort: z
    .number()
    .int()
    .min(1)
    .max(65535)
    .nullable()
    .describe('The HTTP port of the phone server as phones see it. Null: the port that it listens on.'),
  phonesScheme: z
    .enum(['http', 'https'])
    .describe(
      'Scheme of the URLs in configs and screens. `https` needs the HTTPS port of the service, and phones that trust its certificate.',
    ),
  phonesTlsPort: z
    .number()
    .int()
    .min(1)
    .max(65535)
    .nullable()
    .describe('The HTTPS port of the phone server as phones see it. Null: the port that it listens on.'),
  provisioningAuth: z
    .enum(['none', 'basic', 'digest'])
    .describe(
      'HTTP authentication of phones for their files. Phones of brands that do not support it are exempt: see `httpAuth` of the brands.',
    ),
  provisioningUser: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 of: letters, digits, . _ ~ -')
    .nullable()
    .describe('The HTTP user of phones for their files.'),
  provisioningPassword: z
    .string()
    .nullable()
    .describe('The HTTP password of phones for their files, encrypted. Null: none.'),
  sipPort: sipPortNumber.describe('The PJSIP port of the PBX. Default: that of FreePBX.'),
  sipTransport: sipTransportName.describe(
    'The SIP transport of phones whose account is PJSIP. Default: the first of udp, tcp and tls that is on in FreePBX.',
  ),
  chanSipPort: sipPortNumber.describe(
    'The chan_sip port of the PBX, for phones whose account is chan_sip. Default: that of FreePBX.',
  ),
  chanSipTransport: sipTransportName.describe('The SIP transport of phones whose account is chan_sip.'),
  timezone: z.string().max(64).describe('IANA time zone of the phones, such as Europe/Rome.'),
  ntpServer: z.string().max(253).describe('Time server of the phones.'),
  screenLanguage: z
    .enum(SCREEN_LANGUAGES)
    .describe(
      'Language of the screens if neither the template of the session nor the `Accept-Language` header of the phone sets one.',
    ),
  voicemailNumber: z.string().max(20).describe('The number that the voicemail key dials.'),
  pollMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .describe(
      'How often a phone polls for a new config, in minutes. The fallback if a notification does not reach it.',
    ),
  passwordInput: z
    .enum(['digits', 'text'])
    .describe('Input mode of the password field: `digits` is quicker for PINs, `text` also allows letters.'),
  duringCall: z
    .enum(['wait', 'refuse'])
    .describe(
      'What happens when a login would take over a phone, or move an extension, that is in a call. `wait`: the login succeeds, and the phone in the call is notified after the call. `refuse`: the login is refused with a message.',
    ),
  allowPinLikeExtension: z
    .boolean()
    .describe(
      'Whether a voicemail PIN that equals the extension (the FreePBX default for new mailboxes) allows a login. It is also a weak PIN: see `weakVoicemailPins`.',
    ),
  weakVoicemailPins: z
    .enum(['known-phones', 'everywhere'])
    .describe(
      'Where a weak voicemail PIN allows a login. Weak are the PINs that are refused as hot-desk PINs: fewer than 4 or more than 20 digits, repeated digits or groups (`1111`, `1212`), a sequence, a year from 1960 to 2029, a few other frequent ones (`2580`), and the extension or its last digits, forwards or backwards, also with one digit more. `known-phones`: only at phones where a login was verified before; elsewhere such a PIN reads as a wrong one, with `weak-voicemail-pin` in the audit.',
    ),
  maxLoginsPerHour: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .describe(
      'How often an extension can log in at phones with the right password: so many times at once, and so many per hour. 0: no limit. Logins by REST do not count.',
    ),
  hotdeskPins: z
    .boolean()
    .describe(
      'Whether a logged-in phone offers to set a hot-desk PIN. An existing one always replaces the voicemail PIN.',
    ),
  userPassword: z
    .string()
    .nullable()
    .describe('The password of extensions without a mailbox, as a hash. Null: off.'),
  adminPassword: z
    .string()
    .nullable()
    .describe('The password that opens any extension on any phone, as a hash. Null: off.'),
  retentionDays: z
    .number()
    .int()
    .min(0)
    .max(3650)
    .describe(
      'How long ended sessions and audit entries are kept, in days, 1 to 3650; 0: forever. Older ones are purged within about an hour. A phone without a session in this time counts as unverified for the limits of password attempts.',
    ),
  webhookUrl: z
    .string()
    .nullable()
    .describe(
      'URL (`http` or `https`) that receives session events by POST: see docs/webhooks.md, encrypted. Null: no webhook.',
    ),
  webhookSecret: z
    .string()
    .nullable()
    .describe('The secret that signs webhook deliveries, encrypted. Null: not signed.'),
});

export type DeskSettings = z.infer<typeof deskSettingsSchema>;

/** RFC 1918, RFC 4193, link-local and loopback. */
export const PRIVATE_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];

export const DEFAULT_DESK_SETTINGS: DeskSettings = {
  defaultLogin: false,
  enrolment: 'open',
  enrolmentByBrand: {},
  enrolmentInternalNetworks: PRIVATE_NETWORKS,
  enrolmentExternalNetworks: [],
  internalAddress: null,
  externalAddress: null,
  internalNetworks: PRIVATE_NETWORKS,
  requireToken: false,
  phonesPort: null,
  phonesScheme: 'http',
  phonesTlsPort: null,
  provisioningAuth: 'none',
  provisioningUser: null,
  provisioningPassword: null,
  sipPort: 5060,
  sipTransport: 'udp',
  // What FreePBX sets where it has both technologies.
  chanSipPort: 5160,
  chanSipTransport: 'udp',
  timezone: 'UTC',
  ntpServer: 'pool.ntp.org',
  screenLanguage: 'en',
  voicemailNumber: '*97',
  pollMinutes: 5,
  passwordInput: 'digits',
  duringCall: 'wait',
  allowPinLikeExtension: false,
  weakVoicemailPins: 'known-phones',
  maxLoginsPerHour: 20,
  hotdeskPins: false,
  userPassword: null,
  adminPassword: null,
  retentionDays: 400,
  webhookUrl: null,
  webhookSecret: null,
};

/** Where the phones of a technology register. */
export function sipListenerOf(
  settings: Pick<DeskSettings, 'sipPort' | 'sipTransport' | 'chanSipPort' | 'chanSipTransport'>,
  technology: Technology,
): { readonly port: number; readonly transport: DeskSettings['sipTransport'] } {
  return technology === 'pjsip'
    ? { port: settings.sipPort, transport: settings.sipTransport }
    : { port: settings.chanSipPort, transport: settings.chanSipTransport };
}

/** The address of the PBX for phones of this `via`; null if it is not set. */
export function pbxAddress(
  settings: Pick<DeskSettings, 'internalAddress' | 'externalAddress'>,
  via: Via,
): string | null {
  return via === 'internal' ? settings.internalAddress : settings.externalAddress;
}

/** The `via` values whose address is set, internal first. */
export function availableVias(settings: Pick<DeskSettings, 'internalAddress' | 'externalAddress'>): Via[] {
  const all = ['internal', 'external'] as const;
  return all.filter((via) => pbxAddress(settings, via) !== null);
}
