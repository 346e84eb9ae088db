import type { Key } from '../../src/desk/model';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  type Entries,
  fillKey,
  type KeyValue,
  keySlots,
  longOffset,
  optionalParameter,
  pollInterval,
  provisioningLogin,
  provisioningServer,
  sameInEverySlot,
  timeZone,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';

/** What differs between SPA and MPP phones; both read flat profiles. */
export interface FlatProfileTraits {
  /** The prefix of the phone's own file: `spa<mac>.xml` or `mpp<mac>.xml`. */
  readonly filePrefix: string;
  readonly adminPassword: 'Admin_Passwd' | 'Admin_Password';
  /** Appended to the number of a key. MPP phones need `;vid=1` to dial it on line 1. */
  readonly byLine: '' | ';vid=1';
  readonly more: Readonly<Record<string, string>>;
}

const ACCOUNT: Readonly<Record<string, AccountValue>> = {
  Line_Enable: whenLoggedIn('Yes', 'No'),
  Proxy: 'hostAndPort',
  SIP_Transport: transportCode({ udp: 'UDP', tcp: 'TCP', tls: 'TLS' }),
  Register: whenLoggedIn('Yes', 'No'),
  Display_Name: 'displayName',
  User_ID: 'user',
  Password: 'secret',
  Use_Auth_ID: whenLoggedIn('Yes', 'No'),
  Auth_ID: 'authUser',
  // By default the phone challenges a resync NOTIFY, and Asterisk does not answer challenges.
  'Auth_Resync-Reboot': sameInEverySlot('No'),
};

/** The phone's own soft keys on the idle screen, for logged-in users. */
const USER_SOFT_KEYS = ['redial', 'dir', 'cfwd', 'dnd', 'lcr'];

/** The whole config: every line and every key of the model is written, used or not. */
export function flatProfileParameters(traits: FlatProfileTraits) {
  const lineKey: Readonly<Record<string, KeyValue>> = {
    Extension: ({ kind }) => (kind === 'line' ? '1' : 'Disabled'),
    Short_Name: 'label',
    Extended_Function: (key) => functionOf(key, traits),
  };
  return (config: PhoneConfig, model: Model): Parameters => {
    const name = (slot: number, field: string) => `${field}_${slot}_`;
    return toParameters(
      accountSlots(config, { count: model.accounts, name, fields: ACCOUNT }),
      { Voice_Mail_Number: config.account?.voicemailNumber ?? '' },
      keySlots(config.lineKeys, config, { name, fields: lineKey }),
      config.softKeys.length > 0 ? softKeys(config, traits) : [],
      { NTP_Enable: 'Yes', Primary_NTP_Server: config.ntpServer },
      timeZone(config, ({ standardOffset, hasSummerTime }) => ({
        Time_Zone: `GMT${longOffset(standardOffset)}`,
        Daylight_Saving_Time_Enable: hasSummerTime ? 'Yes' : 'No',
      })),
      optionalParameter(config.language, 'Language_Selection'),
      optionalParameter(config.phoneAdminPassword, traits.adminPassword),
      provisioningLogin(config, 'GPP_A', 'GPP_B'),
      provisioningServer(config, (url) => {
        const login = config.provisioningLogin ? '[--uid "$A" --pwd "$B"] ' : '';
        return { Profile_Rule: `${login}${url}${traits.filePrefix}$MA.xml` };
      }),
      {
        Provision_Enable: 'Yes',
        Resync_On_Reset: 'Yes',
        Resync_Periodic: pollInterval(config, 'seconds'),
        Resync_From_SIP: 'Yes',
      },
      traits.more,
    );
  };
}

/** Soft keys of the idle screen: the function of each key, and `Idle_Key_List` with those to show. */
function softKeys({ softKeys: keys, account }: PhoneConfig, traits: FlatProfileTraits): Entries {
  const shown = keys.flatMap(({ kind }, index) => (kind === 'none' ? [] : [`psk${index + 1}`]));
  return {
    ...Object.fromEntries(
      keys.map((key, index) => [`PSK_${index + 1}`, functionOf(fillKey(key, account), traits)]),
    ),
    Programmable_Softkey_Enable: 'Yes',
    Idle_Key_List: [...shown, ...(account ? USER_SOFT_KEYS : [])].join(';'),
  };
}

/** The function of a key: `fnc=…`, the target, and the label (`nme`). */
function functionOf(key: Key, { byLine }: FlatProfileTraits): string {
  const name = key.label === '' ? '' : `;nme=${partOf(key.label)}`;
  const target = `${partOf(key.value)}@$PROXY${byLine}${name}`;
  switch (key.kind) {
    case 'none':
    case 'line':
      return '';
    case 'login':
    case 'url':
      return `fnc=xml;url=${partOf(key.value.replaceAll('$', '$$$$'))}${name}`;
    case 'dnd':
      return `fnc=dnd${name}`;
    case 'forward':
      return `fnc=cfwd${name}`;
    case 'voicemail':
    case 'speed-dial':
    case 'intercom':
      return `fnc=sd;ext=${target}`;
    case 'blf':
    case 'park':
      return `fnc=sd+blf+cp;sub=${target}`;
  }
}

/** Replaces semicolons by spaces: a semicolon separates the parts of a function and cannot be escaped. */
function partOf(text: string): string {
  return text.replaceAll(';', ' ');
}
