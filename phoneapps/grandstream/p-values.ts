import type { KeyKind } from '../../src/desk/model';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  type Entries,
  type Entry,
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
import { type KeyField, loginPage, serverPath, virtualKey } from './common';
import { MIN_POLL_MINUTES, type Naming } from './models';

/** Parameters of the first account. */
const FIRST_ACCOUNT: Readonly<Record<string, AccountValue>> = {
  P271: whenLoggedIn('1', '0'),
  P270: 'user',
  P47: 'hostAndPort',
  P48: sameInEverySlot(''),
  P130: transportCode({ udp: '0', tcp: '1', tls: '2' }),
  P35: 'user',
  P36: 'authUser',
  P34: 'secret',
  P3: 'displayName',
  P31: whenLoggedIn('1', '0'),
  P33: 'voicemailNumber',
  P99: whenLoggedIn('1', '0'),
};

/** The mode of a virtual key. Source: "Configuration Template For GXP1782/1780/1760 Firmware Version 1.0.1.8". */
const KEY_MODE: Readonly<Record<KeyKind, string>> = {
  none: '-1',
  line: '0',
  'speed-dial': '10',
  blf: '11',
  voicemail: '16',
  park: '19',
  intercom: '20',
  login: '28',
  // The template has no code for these.
  dnd: '-1',
  forward: '-1',
  url: '-1',
};

/**
 * The first P-value of account 2 and up: accounts 2 to 4 start at P401, 5 and 6 at P1701, 7 and up (GXV33xx, GXV34x0) at
 * P50601, each a hundred higher than the one before. Source: the vendor's configuration templates.
 */
function accountBase(slot: number): number {
  if (slot <= 4) return 401 + 100 * (slot - 2);
  return slot <= 6 ? 1701 + 100 * (slot - 5) : 50601 + 100 * (slot - 7);
}

/** The whole config in P-values, which every firmware reads. All accounts and virtual keys are written, used or not. */
export function pValueParameters(
  config: PhoneConfig,
  model: Model,
  naming: Exclude<Naming, 'names'>,
): Parameters {
  return toParameters(
    accountSlots(config, { count: 1, name: (_slot, field) => field, fields: FIRST_ACCOUNT }),
    unusedAccounts(model.accounts),
    keySlots(config.lineKeys, config, { name: keyPValue, fields: virtualKey(KEY_MODE, '0') }),
    model.formFields === null ? [] : application(config),
    {
      // Without this the phone challenges a NOTIFY, which Asterisk does not answer.
      P4428: '1',
      P30: config.ntpServer,
    },
    naming === 'p-values-android'
      ? { P64: config.timezone }
      : posixRule(config, (rule) => ({ P64: 'customize', P246: rule })),
    optionalParameter(config.language, 'P1362'),
    optionalParameter(config.phoneAdminPassword, 'P2'),
    provisioningServer(config, (url, isHttps) => ({ P212: isHttps ? '2' : '1', P237: serverPath(url) })),
    provisioningLogin(config, 'P1360', 'P1361'),
    { P194: '1', P193: pollInterval(config, 'minutes', { least: MIN_POLL_MINUTES }) },
  );
}

/** Switches off accounts 2 and up, and clears server, user, authentication user and password. */
function unusedAccounts(count: number): Entry[] {
  const entries: Entry[] = [];
  for (let slot = 2; slot <= count; slot += 1) {
    const base = accountBase(slot);
    entries.push([`P${base}`, '0']);
    for (const offset of [1, 3, 4, 5]) entries.push([`P${base + offset}`, '']);
  }
  return entries;
}

/** The P-values of a virtual key. Keys 1 to 6 are numbered in two ranges, later keys in groups of four from P23800. */
function keyPValue(place: number, field: KeyField): string {
  const pair = 2 * (place - 1);
  const base = 23800 + 4 * (place - 7);
  const isEarly = place <= 6;
  const numbers: Readonly<Record<KeyField, number>> = {
    keyMode: isEarly ? 1363 + pair : base,
    account: isEarly ? 1364 + pair : base + 1,
    description: isEarly ? 1465 + pair : base + 2,
    value: isEarly ? 1466 + pair : base + 3,
  };
  return `P${numbers[field]}`;
}

function application(config: PhoneConfig): Entries {
  const { path, softKeyLabel } = loginPage(config);
  return { P337: path, P352: softKeyLabel };
}
