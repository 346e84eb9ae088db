import type { Key, KeyKind } from '../../src/desk/model';
import type { PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  codeByKind,
  type KeyValue,
  keySlots,
  optionalParameter,
  provisioningLogin,
  shortOffset,
  timeZone,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import type { Generation, YealinkModel } from './models';

/** Resets a parameter to its factory value, which an empty value does not do. */
const RESET = '%NULL%';

const transport = transportCode({ udp: '0', tcp: '1', tls: '2' }, RESET);

const ACCOUNT: Readonly<Record<string, AccountValue>> = {
  enable: whenLoggedIn('1', '0'),
  label: 'user',
  display_name: 'displayName',
  user_name: 'user',
  auth_name: 'authUser',
  password: 'secret',
  'sip_server.1.address': 'server',
  'sip_server.1.port': 'port',
  'sip_server.1.transport_type': transport,
};

/** The SIP server for the first releases of V70, which know only these names. */
const OLD_ACCOUNT: Readonly<Record<string, AccountValue>> = {
  ...ACCOUNT,
  sip_server_host: 'server',
  sip_server_port: 'port',
  transport,
};

/** The type code of each kind of key. */
const KEY_TYPE: Readonly<Record<KeyKind, string>> = {
  none: '0',
  forward: '2',
  dnd: '5',
  park: '10',
  voicemail: '12',
  'speed-dial': '13',
  intercom: '14',
  line: '15',
  blf: '16',
  url: '17',
  login: '27',
};

/** Unused soft keys keep their factory function: on some models only a soft key opens the phone's menu. */
const SOFT_KEY_TYPE = { ...KEY_TYPE, none: RESET };

/** The prefix of the parameters for provisioning and passwords. */
const PREFIX: Readonly<Record<Generation, string>> = { v70: '', v81: 'static.' };

/** The whole config: every account slot and every key of the model is written, used or not. */
export function yealinkParameters(config: PhoneConfig, model: YealinkModel): Parameters {
  const line = ({ kind }: Key) => (kind === 'none' || kind === 'login' ? RESET : model.firstLine);
  const keys = (name: string, types: typeof KEY_TYPE) => ({
    clear: RESET,
    name: (place: number, field: string) => `${name}.${place}.${field}`,
    fields: { type: codeByKind(types), line, value: 'value', label: 'label' } satisfies Record<
      string,
      KeyValue
    >,
  });
  return toParameters(
    accountSlots(config, {
      count: model.accounts,
      clear: RESET,
      name: (slot, field) => `account.${slot}.${field}`,
      fields: model.generation === 'v70' ? OLD_ACCOUNT : ACCOUNT,
    }),
    { 'voice_mail.number.1': config.account?.voicemailNumber || RESET },
    keySlots(config.lineKeys, config, keys('linekey', KEY_TYPE)),
    keySlots(config.softKeys, config, keys('programablekey', SOFT_KEY_TYPE)),
    { 'local_time.ntp_server1': config.ntpServer },
    timeZone(config, ({ standardOffset, hasSummerTime }) => ({
      'local_time.time_zone': shortOffset(standardOffset),
      'local_time.summer_time': hasSummerTime ? '2' : '0',
    })),
    optionalParameter(config.language, 'lang.gui'),
    provisioning(config, PREFIX[model.generation]),
    {
      // Without this, any check-sync restarts the phone.
      'sip.notify_reboot_enable': '0',
      // The phone's own hot desking asks for SIP credentials, and does not work with sessions.
      'phone_setting.logon_wizard': '0',
      'hotdesking.startup_username_enable': '0',
      'default_input_method.xml_browser_input_screen': '123',
    },
  );
}

function provisioning(config: PhoneConfig, prefix: string): Parameters {
  const auto = `${prefix}auto_provision`;
  const { phoneAdminPassword: password } = config;
  return toParameters(
    optionalParameter(password === null ? null : `admin:${password}`, `${prefix}security.user_password`),
    optionalParameter(config.provisioningUrl, `${auto}.server.url`),
    provisioningLogin(config, `${auto}.server.username`, `${auto}.server.password`),
    {
      [`${auto}.power_on`]: '1',
      [`${auto}.repeat.enable`]: '1',
      [`${auto}.repeat.minutes`]: String(config.pollMinutes),
      // Changes that a user made on the phone must not hide the login key from the next user.
      [`${auto}.custom.protect`]: '0',
    },
  );
}
