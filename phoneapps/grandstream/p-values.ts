import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import { posixTimeZone } from '../../src/lib/posix-time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { MIN_POLL_MINUTES, type Naming } from './models';

const TRANSPORT = { udp: '0', tcp: '1', tls: '2' } as const;

/** What a fixed virtual key does. Source: "Configuration Template For GXP1782/1780/1760 Firmware Version 1.0.1.8". */
const KEY_MODE: Readonly<Record<KeyKind, string>> = {
  none: '-1',
  line: '0',
  'speed-dial': '10',
  blf: '11',
  voicemail: '16',
  park: '19',
  intercom: '20',
  login: '28',
  // The template has no number for these.
  dnd: '-1',
  forward: '-1',
  url: '-1',
};

/**
 * The P-values of further accounts: accounts 2 to 4 in hundreds of their own, 5 and 6 in 1700 and 1800, and from 7 on
 * (GXV33xx, GXV34x0) each a hundred higher. Source: the vendor's configuration templates.
 */
function accountBase(slot: number): number {
  if (slot <= 4) return 401 + 100 * (slot - 2);
  return slot <= 6 ? 1701 + 100 * (slot - 5) : 50601 + 100 * (slot - 7);
}

/** The whole config in P-values, which every firmware reads: all accounts and the virtual keys, used or not. */
export function pValueParameters(
  config: PhoneConfig,
  model: Model,
  naming: Exclude<Naming, 'names'>,
): Parameters {
  const parameters = new Map<string, string>();
  writeFirstAccount(parameters, config.account);
  for (let slot = 2; slot <= model.accounts; slot += 1) {
    const base = accountBase(slot);
    parameters.set(`P${base}`, '0');
    // Server, user, authentication and password.
    for (const offset of [1, 3, 4, 5]) parameters.set(`P${base + offset}`, '');
  }
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(parameters, index + 1, key, config.account);
  }
  if (model.formFields !== null) writeApplication(parameters, config);
  writeSettings(parameters, config, naming);
  return parameters;
}

function writeFirstAccount(parameters: Map<string, string>, account: Account | null): void {
  const set = (number: number, value: string | undefined) => parameters.set(`P${number}`, value ?? '');
  const yes = account ? '1' : '0';
  set(271, yes);
  set(270, account?.user);
  set(47, account ? `${uriHost(account.server)}:${account.port}` : '');
  set(48, '');
  set(130, TRANSPORT[account?.transport ?? 'udp']);
  set(35, account?.user);
  set(36, account?.authUser);
  set(34, account?.secret);
  set(3, account?.displayName);
  set(31, yes);
  set(33, account?.voicemailNumber);
  set(99, yes);
}

/** Mode, account, description and value: the first six keys in two rows of numbers, the others in fours. */
function keyNumbers(place: number): readonly [number, number, number, number] {
  const pair = 2 * (place - 1);
  if (place <= 6) return [1363 + pair, 1364 + pair, 1465 + pair, 1466 + pair];
  const base = 23800 + 4 * (place - 7);
  return [base, base + 1, base + 2, base + 3];
}

function writeKey(parameters: Map<string, string>, place: number, key: Key, account: Account | null): void {
  const mode = KEY_MODE[key.kind];
  const isIdle = mode === KEY_MODE.none;
  const value = key.kind === 'voicemail' ? key.value || (account?.voicemailNumber ?? '') : key.value;
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  const [modeNumber, accountNumber, labelNumber, valueNumber] = keyNumbers(place);
  parameters.set(`P${modeNumber}`, mode);
  parameters.set(`P${accountNumber}`, '0');
  parameters.set(`P${labelNumber}`, isIdle ? '' : label);
  parameters.set(`P${valueNumber}`, isIdle || key.kind === 'login' ? '' : value);
}

/** The one page of the phone, and the soft key that opens it where no virtual key does. */
function writeApplication(parameters: Map<string, string>, { lineKeys, softKeys }: PhoneConfig): void {
  const isLogin = (key: Key) => key.kind === 'login';
  const url = [...lineKeys, ...softKeys].find(isLogin)?.value ?? '';
  parameters.set('P337', url.replace(/^http:\/\//, ''));
  parameters.set('P352', softKeys.find(isLogin)?.label ?? '');
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig, naming: Naming): void {
  // NOTIFY is challenged unless this says otherwise, and our PBX does not answer that.
  parameters.set('P4428', '1');
  parameters.set('P30', config.ntpServer);
  writeTimeZone(parameters, config.timezone, naming);
  if (config.language !== null) parameters.set('P1362', config.language);
  if (config.phoneAdminPassword !== null) parameters.set('P2', config.phoneAdminPassword);
  if (config.provisioningUrl !== null) {
    parameters.set('P212', config.provisioningUrl.startsWith('https:') ? '2' : '1');
    parameters.set('P237', config.provisioningUrl.replace(/^https?:\/\//, '').replace(/\/$/, ''));
  }
  if (config.provisioningLogin) {
    parameters.set('P1360', config.provisioningLogin.user);
    parameters.set('P1361', config.provisioningLogin.password);
  }
  parameters.set('P194', '1');
  parameters.set('P193', String(Math.max(MIN_POLL_MINUTES, config.pollMinutes)));
}

function writeTimeZone(parameters: Map<string, string>, timezone: string, naming: Naming): void {
  if (naming === 'p-values-android') {
    parameters.set('P64', timezone);
    return;
  }
  const rule = posixTimeZone(timezone);
  if (rule === null) return;
  parameters.set('P64', 'customize');
  parameters.set('P246', rule);
}
