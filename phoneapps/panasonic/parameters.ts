import type { Key, KeyKind } from '../../src/desk/model';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  type Entries,
  keySlots,
  optionalParameter,
  pollInterval,
  posixRule,
  provisioningLogin,
  provisioningServer,
  sameInEverySlot,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { type Buttons, PANASONIC_MODELS } from './models';

const LINE: Readonly<Record<string, AccountValue>> = {
  LINE_ENABLE: whenLoggedIn('Enabled', 'Disabled'),
  PROFILE_ENABLE: whenLoggedIn('Enabled', 'Disabled'),
  PHONE_NUMBER: 'user',
  SIP_URI: sameInEverySlot(''),
  DISPLAY_NAME: 'displayName',
  SIP_AUTHID: 'authUser',
  SIP_PASS: 'secret',
  SIP_RGSTR_ADDR: 'server',
  SIP_RGSTR_PORT: 'port',
  SIP_PRXY_ADDR: 'server',
  SIP_PRXY_PORT: 'port',
  SIP_PRSNC_ADDR: 'server',
  SIP_PRSNC_PORT: 'port',
  SIP_TRANSPORT: transportCode({ udp: '0', tcp: '1', tls: '2' }),
  // TLS to the registrar, with `sip:` addresses instead of `sips:`.
  SIP_TLS_MODE: transportCode({ udp: '0', tcp: '0', tls: '1' }),
  VM_NUMBER: 'voicemailNumber',
};

/** The longest poll interval that the phone accepts, in minutes: four weeks. */
const LONGEST_INTERVAL = 40_320;

/** The function of a flexible button. A button of any other kind stays empty. */
const ACTIONS: Readonly<Record<Buttons, Partial<Record<KeyKind, string>>>> = {
  keys: { ...dialling(), line: 'X_PANASONIC_IPTEL_DN', blf: 'X_PANASONIC_IPTEL_CONTACT' },
  display: { ...dialling(), line: 'X_PANASONIC_IPTEL_LINE', blf: 'X_PANASONIC_IPTEL_BLF' },
};

function dialling(): Partial<Record<KeyKind, string>> {
  const action = 'X_PANASONIC_IPTEL_ONETOUCH';
  return { 'speed-dial': action, park: action, intercom: action, voicemail: action };
}

const BUTTONS = new Map<Model, Buttons>(
  Object.values(PANASONIC_MODELS).map((model) => [model, model.buttons]),
);

/** The whole config: every line and every flexible button of the model is written, used or not. */
export function panasonicParameters(config: PhoneConfig, model: Model): Parameters {
  const [softKey] = config.softKeys;
  return toParameters(
    accountSlots(config, {
      count: model.accounts,
      name: (slot, field) => `${field}_${slot}`,
      fields: LINE,
    }),
    { VM_SUBSCRIBE_ENABLE: 'Y' },
    keySlots(config.lineKeys, config, {
      name: (place, field) => `FLEX_BUTTON_${field}${place}`,
      fields: buttonFields(ACTIONS[BUTTONS.get(model) ?? 'keys']),
    }),
    application(softKey?.kind === 'login' ? softKey.value : ''),
    { NTP_ADDR: config.ntpServer },
    posixRule(config, (rule) => ({ LOCAL_TIME_ZONE_POSIX: rule })),
    optionalParameter(config.language, 'DEFAULT_LANGUAGE'),
    optionalParameter(config.phoneAdminPassword, 'ADMIN_PASS'),
    provisioningServer(config, (url) => ({
      CFG_STANDARD_FILE_PATH: `${url}Config{MAC}.cfg`,
      // Cleared: another system may have set these, and the phone reads them before ours.
      CFG_PRODUCT_FILE_PATH: '',
      CFG_MASTER_FILE_PATH: '',
    })),
    provisioningLogin(config, 'HTTP_AUTH_ID', 'HTTP_AUTH_PASS'),
    {
      CFG_CYCLIC: 'Y',
      CFG_CYCLIC_INTVL: pollInterval(config, 'minutes', { most: LONGEST_INTERVAL }),
      // Cleared: a time of day would disable polling at an interval.
      CFG_RESYNC_TIME: '',
      CFG_RESYNC_FROM_SIP: 'check-sync',
    },
  );
}

/** The fields of a button. Older phones read the number to dial from QUICK_DIAL, newer ones from FACILITY_ARG. */
function buttonFields(actions: Partial<Record<KeyKind, string>>) {
  const whenUsed = (key: Key, text: string) => (actions[key.kind] === undefined ? '' : text);
  return {
    FACILITY_ACT: (key: Key) => actions[key.kind] ?? '',
    FACILITY_ARG: (key: Key) => whenUsed(key, key.kind === 'line' ? '1' : key.value),
    QUICK_DIAL: (key: Key) => (key.kind === 'line' || key.kind === 'blf' ? '' : whenUsed(key, key.value)),
    LABEL: (key: Key) => whenUsed(key, key.label),
  };
}

/** The XML application. One URL opens from the menu, the other at boot; sources disagree which, so both are the same. */
function application(url: string): Entries {
  return { XMLAPP_ENABLE: url === '' ? 'N' : 'Y', XMLAPP_INITIAL_URL: url, XMLAPP_START_URL: url };
}
