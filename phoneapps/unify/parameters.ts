import type { Key, KeyKind } from '../../src/desk/model';
import { posixTimeZone } from '../../src/lib/posix-time-zone';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { UNIFY_APP_ENTRY } from './models';

const TRANSPORT = { udp: '0', tcp: '1', tls: '2' } as const;
/** Clears an address or the phone's number, as public provisioning code does. The guide names it as their default. */
const UNSET = 'NULL';
const SIP_PORT = '5060';
/** The phone refuses longer texts. */
const LONGEST_NAME = 24;
const LONGEST_LABEL = 12;

/** Key functions: the guide's 4.4.5.3 (6, 59), the vendor's wiki on configurable keys (25), public code (0, 1, 60). */
const FUNCTION = { none: '0', dial: '1', forward: '6', dnd: '25', blf: '59', login: '60' } as const;
/** Kinds of keys that dial a number when pressed. */
const DIALLED: ReadonlySet<KeyKind> = new Set(['speed-dial', 'park', 'intercom', 'voicemail']);

/** The name by which keys refer to our application, and its number: a phone holds twenty applications. */
const APP_NAME = 'hotdesk';
const APP_PLACE = 1;

/** Central Europe, as a POSIX rule. It is the only zone whose number is in public provisioning code. */
const CENTRAL_EUROPE = 'STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00';
const CENTRAL_EUROPE_ID = '9';

/** The whole config: the account and every key of the model, used or not, and the login application. */
export function unifyParameters(config: PhoneConfig, { formFields }: Model): Parameters {
  const items = new Map<string, string>();
  writeAccount(items, config.account);
  writeTime(items, config);
  if (config.language !== null) items.set('language-iso', config.language);
  if (config.phoneAdminPassword !== null) items.set('admin-pwd', config.phoneAdminPassword);
  const showsPages = formFields !== null;
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(items, index + 1, key, config.account);
    if (showsPages) items.set(`FPK-app-name[${index + 1}]`, key.kind === 'login' ? APP_NAME : '');
  }
  if (showsPages) writeApplication(items, config);
  return items;
}

function writeAccount(items: Map<string, string>, account: Account | null): void {
  const port = account ? String(account.port) : SIP_PORT;
  const name = cut(account?.displayName ?? '', LONGEST_NAME);
  // Off: the phone's own user login would replace our settings.
  items.set('mobility-enabled', 'false');
  items.set('e164', account?.user ?? UNSET);
  items.set('sip-user-id', account?.authUser ?? '');
  items.set('sip-pwd', account?.secret ?? '');
  items.set('sip-name', name);
  items.set('register-by-name', 'false');
  items.set('display-id-unicode', name);
  items.set('use-display-id', account ? 'true' : 'false');
  items.set('server-type', '0');
  items.set('reg-addr', account?.server ?? '');
  items.set('reg-port', port);
  items.set('registrar-addr', account?.server ?? UNSET);
  items.set('registrar-port', port);
  items.set('sip-transport-user', TRANSPORT[account?.transport ?? 'udp']);
  items.set('outbound-proxy-user', 'false');
  items.set('default-domain', '');
  items.set('sgnl-gateway-addr-user', '');
  items.set('backup-registration', 'false');
  items.set('realm', '');
  items.set('voice-mail-e164', account?.voicemailNumber ?? '');
}

/** The offset is in minutes (public provisioning code), although the phone's web page says otherwise. */
function writeTime(items: Map<string, string>, { ntpServer, timezone }: PhoneConfig): void {
  const zone = readTimeZone(timezone);
  const isCentralEurope = posixTimeZone(timezone) === CENTRAL_EUROPE ? 'true' : 'false';
  items.set('sntp-addr', ntpServer || UNSET);
  items.set('sntp-tz-offset', String(zone?.standardOffset ?? 0));
  items.set('daylight-save', isCentralEurope);
  items.set('daylight-save-minutes', '60');
  items.set('auto-daylight-save', isCentralEurope);
  items.set('daylight-save-zone-id', CENTRAL_EUROPE_ID);
}

function writeKey(items: Map<string, string>, place: number, key: Key, account: Account | null): void {
  const set = (name: string, value: string) => items.set(`${name}[${place}]`, value);
  const does = functionOf(key.kind);
  const number = key.kind === 'voicemail' ? key.value || (account?.voicemailNumber ?? '') : key.value;
  set('function-key-def', does);
  set('key-label-unicode', does === FUNCTION.none ? '' : cut(key.label, LONGEST_LABEL));
  set('select-dial', does === FUNCTION.dial ? number : '');
  set('stimulus-led-control-uri', does === FUNCTION.blf ? number : '');
  set('forwarding-type', '0');
  set('forwarding-dest', does === FUNCTION.forward ? number : '');
}

/** The login application. The action `update` creates it, or changes it if it exists (the guide's 4.1.1). */
function writeApplication(items: Map<string, string>, { lineKeys, softKeys }: PhoneConfig): void {
  const set = (name: string, value: string) => items.set(`XML-app-${name}[${APP_PLACE}]`, value);
  const login = [...lineKeys, ...softKeys].find(({ kind }) => kind === 'login');
  const url = login ? new URL(login.value) : null;
  const isHttps = url?.protocol === 'https:';
  set('action', url ? 'update' : 'delete');
  set('name', APP_NAME);
  set('display-name', UNIFY_APP_ENTRY);
  set('control-key', '0');
  set('special-instance', '0');
  set('server-addr', url?.hostname ?? '');
  set('server-port', url ? url.port || (isHttps ? '443' : '80') : '');
  set('transport', isHttps ? '1' : '0');
  set('program-name', url?.pathname.slice(1) ?? '');
  set('proxy-enabled', 'false');
  set('auto-start', 'false');
  set('num-tabs', '0');
  set('restart', 'true');
}

function functionOf(kind: KeyKind): string {
  if (DIALLED.has(kind)) return FUNCTION.dial;
  if (kind === 'blf' || kind === 'dnd' || kind === 'forward' || kind === 'login') return FUNCTION[kind];
  return FUNCTION.none;
}

/** Cuts a text between characters, never inside a surrogate pair. */
function cut(text: string, longest: number): string {
  return [...text].slice(0, longest).join('').trimEnd();
}
