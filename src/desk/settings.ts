import { z } from 'zod';
import type { Via } from './model';
import { SCREEN_LANGUAGES } from './screen-language';

const host = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$/,
    'must be a host name or an IP address, without a port',
  )
  .nullable();

const cidr = z
  .string()
  .regex(/^[0-9A-Fa-f.:]+\/\d{1,3}$/, 'must be a network in CIDR form, such as 10.0.0.0/8');

const enrolmentPolicy = z.enum(['open', 'known', 'network']);

/** The settings that an admin changes while the service runs (`/api/v1/settings`), kept in our own table. */
export const deskSettingsSchema = z.object({
  defaultLogin: z
    .boolean()
    .describe(
      'XML-API Default Login: whether an unknown phone gets a config with the login keys. Off: it gets 404.',
    ),
  enrolment: enrolmentPolicy.describe(
    'Which unknown phones get a default login: `open` (any), `known` (only phones that an admin made), `network`.',
  ),
  enrolmentByBrand: z
    .record(z.string(), enrolmentPolicy)
    .describe('Another policy for single brands, by their id.'),
  enrolmentInternalNetworks: z
    .array(cidr)
    .describe('With `network`: networks of phones inside that may enrol.'),
  enrolmentExternalNetworks: z
    .array(cidr)
    .describe('With `network`: networks of phones outside that may enrol.'),
  internalAddress: host.describe('Where phones inside reach the PBX. Null: no key "Login Int".'),
  externalAddress: host.describe('Where phones outside reach the PBX. Null: no key "Login Extl".'),
  internalNetworks: z
    .array(cidr)
    .describe(
      'Networks whose phones count as internal. A login from there lets the same address fetch without a token.',
    ),
  requireToken: z
    .boolean()
    .describe(
      'Demand the token for every fetch of an account, also from internal networks. A phone that does not keep the URL of its config (see `keepsUrl` of its brand), or gets another from DHCP at every boot, then stays at its default login.',
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
      'What the URLs in configs and screens begin with. `https` needs the HTTPS port of the service, and phones that trust its certificate.',
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
      'Whether phones must log in by HTTP for their files, and how. Brands that cannot are exempt: see `httpAuth` of the brands.',
    ),
  provisioningUser: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 of: letters, digits, . _ ~ -')
    .nullable()
    .describe('The user that phones log in with for their files.'),
  provisioningPassword: z
    .string()
    .nullable()
    .describe('The password that phones log in with for their files, encrypted. Null: none.'),
  sipPort: z.number().int().min(1).max(65535).describe('The port where phones register.'),
  sipTransport: z.enum(['udp', 'tcp', 'tls']).describe('How phones register.'),
  timezone: z.string().max(64).describe('IANA time zone of the phones, such as Europe/Rome.'),
  ntpServer: z.string().max(253).describe('Time server of the phones.'),
  screenLanguage: z
    .enum(SCREEN_LANGUAGES)
    .describe(
      'Language of the screens where neither the template of the session nor the phone itself (by the header Accept-Language) says one.',
    ),
  voicemailNumber: z.string().max(20).describe('What the voicemail key dials.'),
  pollMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .describe(
      'How often a logged-out phone looks for a new config by itself, in minutes; the safety net of every login.',
    ),
  passwordInput: z
    .enum(['digits', 'text'])
    .describe(
      'How a phone asks for the password: `digits` is quicker for PINs, `text` lets words be typed too.',
    ),
  duringCall: z
    .enum(['wait', 'refuse'])
    .describe(
      'What happens when a login would take a phone, or move an extension, that is in a call: `wait` lets it log in and tells the phone in the call after it; `refuse` shows a screen.',
    ),
  allowPinLikeExtension: z
    .boolean()
    .describe(
      'Whether a voicemail PIN that equals the extension, as FreePBX gives to new mailboxes, may log in.',
    ),
  hotdeskPins: z
    .boolean()
    .describe(
      'Whether a logged-in phone offers to choose a hot-desk PIN. One that exists counts in any case, instead of the voicemail PIN.',
    ),
  userPassword: z
    .string()
    .nullable()
    .describe('The password of extensions without a mailbox, as a hash. Null: nobody gets in by it.'),
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
      'How long ended sessions and audit entries are kept, in days, 1 to 3650; 0: for ever. What is older is purged within an hour or so. A phone that no session younger than this knows counts as a new one for the limits of passwords.',
    ),
  webhookUrl: z
    .string()
    .nullable()
    .describe(
      'Where sessions are told of, by POST, from now on: see docs/webhooks.md. An `http` or `https` URL. Null: nowhere.',
    ),
  webhookSecret: z
    .string()
    .nullable()
    .describe('The secret with which what a webhook is told is signed, encrypted. Null: it is not signed.'),
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
  timezone: 'UTC',
  ntpServer: 'pool.ntp.org',
  screenLanguage: 'en',
  voicemailNumber: '*97',
  pollMinutes: 5,
  passwordInput: 'digits',
  duringCall: 'wait',
  allowPinLikeExtension: false,
  hotdeskPins: false,
  userPassword: null,
  adminPassword: null,
  retentionDays: 400,
  webhookUrl: null,
  webhookSecret: null,
};

/** The address at which such phones reach the PBX; null while it is not set. */
export function pbxAddress(
  settings: Pick<DeskSettings, 'internalAddress' | 'externalAddress'>,
  via: Via,
): string | null {
  return via === 'internal' ? settings.internalAddress : settings.externalAddress;
}

/** The ways to the PBX whose address is set, internal before external. */
export function availableVias(settings: Pick<DeskSettings, 'internalAddress' | 'externalAddress'>): Via[] {
  const all = ['internal', 'external'] as const;
  return all.filter((via) => pbxAddress(settings, via) !== null);
}
