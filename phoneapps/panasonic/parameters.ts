import type { Key, KeyKind } from '../../src/desk/model';
import { posixTimeZone } from '../../src/lib/posix-time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { type Buttons, PANASONIC_MODELS } from './models';

const TRANSPORT = { udp: '0', tcp: '1', tls: '2' } as const;
/** TLS to the registrar only, without `sips:` addresses. */
const TLS_MODE = { off: '0', on: '1' } as const;
/** Four weeks, which is the longest that such a phone waits. */
const LONGEST_INTERVAL = 40_320;
const RESYNC_EVENT = 'check-sync';

const DIALS = 'X_PANASONIC_IPTEL_ONETOUCH';
const LINE: Readonly<Record<Buttons, string>> = {
  keys: 'X_PANASONIC_IPTEL_DN',
  display: 'X_PANASONIC_IPTEL_LINE',
};
const LAMP: Readonly<Record<Buttons, string>> = {
  keys: 'X_PANASONIC_IPTEL_CONTACT',
  display: 'X_PANASONIC_IPTEL_BLF',
};
/** What is called by pressing a button that dials. */
const DIALLED: ReadonlySet<KeyKind> = new Set(['speed-dial', 'park', 'intercom', 'voicemail']);

const BUTTONS = new Map<Model, Buttons>(
  Object.values(PANASONIC_MODELS).map((model) => [model, model.buttons]),
);

/** The whole config: every line and every flexible button of the model is written, used or not. */
export function panasonicParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  for (let line = 1; line <= model.accounts; line += 1) {
    writeLine(parameters, line, line === 1 ? config.account : null);
  }
  parameters.set('VM_SUBSCRIBE_ENABLE', 'Y');
  const buttons = BUTTONS.get(model) ?? 'keys';
  for (const [index, key] of config.lineKeys.entries()) {
    writeButton(parameters, index + 1, key, config.account, buttons);
  }
  writeApplication(parameters, config.softKeys[0]?.kind === 'login' ? config.softKeys[0].value : '');
  writeSettings(parameters, config);
  return parameters;
}

function writeLine(parameters: Map<string, string>, line: number, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`${name}_${line}`, value);
  const port = account ? String(account.port) : '';
  set('LINE_ENABLE', account ? 'Enabled' : 'Disabled');
  set('PROFILE_ENABLE', account ? 'Enabled' : 'Disabled');
  set('PHONE_NUMBER', account?.user ?? '');
  set('SIP_URI', '');
  set('DISPLAY_NAME', account?.displayName ?? '');
  set('SIP_AUTHID', account?.authUser ?? '');
  set('SIP_PASS', account?.secret ?? '');
  set('SIP_RGSTR_ADDR', account?.server ?? '');
  set('SIP_RGSTR_PORT', port);
  set('SIP_PRXY_ADDR', account?.server ?? '');
  set('SIP_PRXY_PORT', port);
  set('SIP_PRSNC_ADDR', account?.server ?? '');
  set('SIP_PRSNC_PORT', port);
  set('SIP_TRANSPORT', TRANSPORT[account?.transport ?? 'udp']);
  set('SIP_TLS_MODE', account?.transport === 'tls' ? TLS_MODE.on : TLS_MODE.off);
  set('VM_NUMBER', account?.voicemailNumber ?? '');
}

/** A button that dials has its number in one place on older phones, in another one on newer. */
function writeButton(
  parameters: Map<string, string>,
  place: number,
  key: Key,
  account: Account | null,
  buttons: Buttons,
): void {
  const dials = DIALLED.has(key.kind);
  const number = key.kind === 'voicemail' ? key.value || (account?.voicemailNumber ?? '') : key.value;
  const isUsed = dials || key.kind === 'line' || key.kind === 'blf';
  const action = dials
    ? DIALS
    : key.kind === 'line'
      ? LINE[buttons]
      : key.kind === 'blf'
        ? LAMP[buttons]
        : '';
  const argument = key.kind === 'line' ? '1' : number;
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  parameters.set(`FLEX_BUTTON_FACILITY_ACT${place}`, action);
  parameters.set(`FLEX_BUTTON_FACILITY_ARG${place}`, isUsed ? argument : '');
  parameters.set(`FLEX_BUTTON_QUICK_DIAL${place}`, dials ? number : '');
  parameters.set(`FLEX_BUTTON_LABEL${place}`, isUsed ? label : '');
}

/** One address is opened from the phone's menu, the other one when it starts: nobody is sure which is which. */
function writeApplication(parameters: Map<string, string>, url: string): void {
  parameters.set('XMLAPP_ENABLE', url === '' ? 'N' : 'Y');
  parameters.set('XMLAPP_INITIAL_URL', url);
  parameters.set('XMLAPP_START_URL', url);
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  parameters.set('NTP_ADDR', config.ntpServer);
  const zone = posixTimeZone(config.timezone);
  if (zone !== null) parameters.set('LOCAL_TIME_ZONE_POSIX', zone);
  if (config.language !== null) parameters.set('DEFAULT_LANGUAGE', config.language);
  if (config.phoneAdminPassword !== null) parameters.set('ADMIN_PASS', config.phoneAdminPassword);
  if (config.provisioningUrl !== null) {
    parameters.set('CFG_STANDARD_FILE_PATH', `${config.provisioningUrl}Config{MAC}.cfg`);
    // Files of another system that would come before ours.
    parameters.set('CFG_PRODUCT_FILE_PATH', '');
    parameters.set('CFG_MASTER_FILE_PATH', '');
  }
  if (config.provisioningLogin) {
    parameters.set('HTTP_AUTH_ID', config.provisioningLogin.user);
    parameters.set('HTTP_AUTH_PASS', config.provisioningLogin.password);
  }
  parameters.set('CFG_CYCLIC', 'Y');
  parameters.set('CFG_CYCLIC_INTVL', String(Math.min(config.pollMinutes, LONGEST_INTERVAL)));
  // A time of the day would switch the interval off.
  parameters.set('CFG_RESYNC_TIME', '');
  parameters.set('CFG_RESYNC_FROM_SIP', RESYNC_EVENT);
}
