import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  keySlots,
  optionalParameter,
  pollInterval,
  provisioningLogin,
  sameInEverySlot,
  toParameters,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { snomTimeZone } from './time-zones';

const IDENTITY: Readonly<Record<string, AccountValue>> = {
  user_active: whenLoggedIn('on', 'off'),
  user_realname: 'displayName',
  user_name: 'user',
  user_pname: 'authUser',
  user_pass: 'secret',
  user_host: 'host',
  user_outbound: (account) =>
    account ? `${uriHost(account.server)}:${account.port};transport=${account.transport}` : '',
  user_idle_text: 'user',
  user_mailbox: 'voicemailNumber',
  // The phone encrypts media by default; FreePBX's extensions do not.
  user_srtp: sameInEverySlot('off'),
};

/** The type word of each kind of key, which is before its value. */
const KEY_TYPE: Readonly<Record<KeyKind, string>> = {
  none: 'none',
  line: 'line',
  'speed-dial': 'speed',
  blf: 'blf',
  park: 'orbit',
  intercom: 'icom',
  voicemail: 'speed',
  dnd: 'keyevent F_DND',
  forward: 'keyevent F_REDIRECT',
  url: 'url',
  login: 'url',
};
const WITHOUT_VALUE: ReadonlySet<KeyKind> = new Set(['none', 'line', 'dnd', 'forward']);

const functionOf = ({ kind, value }: Key) =>
  WITHOUT_VALUE.has(kind) ? KEY_TYPE[kind] : `${KEY_TYPE[kind]} ${value}`;

/** The whole config: every identity and every key of the model is written, used or not. */
export function snomParameters(config: PhoneConfig, model: Model): Parameters {
  const pollSeconds = pollInterval(config, 'seconds');
  return toParameters(
    accountSlots(config, {
      count: model.accounts,
      name: (slot, field) => `${field}/${slot}`,
      fields: IDENTITY,
    }),
    keySlots(config.lineKeys, config, {
      first: 0,
      name: (place, field) => `fkey/${place}${field}`,
      fields: { '': functionOf, '/label': 'label' },
    }),
    { ntp_server: config.ntpServer },
    optionalParameter(snomTimeZone(config.timezone), 'timezone'),
    optionalParameter(config.language, 'language', 'web_language'),
    optionalParameter(config.phoneAdminPassword === null ? null : 'admin', 'http_user'),
    optionalParameter(config.phoneAdminPassword, 'http_pass', 'admin_mode_password'),
    optionalParameter(config.provisioningUrl, 'setting_server'),
    provisioningLogin(config, 'http_client_user', 'http_client_pass'),
    {
      settings_refresh_timer: pollSeconds,
      prov_polling_enabled: 'on',
      prov_polling_mode: 'rel',
      prov_polling_period: pollSeconds,
      // Otherwise a phone without an identity asks for SIP credentials instead of showing its idle screen.
      logon_wizard: 'off',
      // By default the phone challenges a NOTIFY, and Asterisk cannot answer.
      challenge_checksync: 'off',
      challenge_reboot: 'off',
      // By default the phone listens on a random port, and no NOTIFY reaches it before it registers.
      network_id_port: '5060',
    },
  );
}
