/**
 * The P-values of Htek's firmware, which the s-series runs. Source: public templates of s500 and s700. That a model with
 * fewer slots ignores the rest is inferred.
 */
export interface AccountPValues {
  readonly active: string;
  readonly server: string;
  readonly outboundProxy: string;
  readonly transport: string;
  readonly label: string;
  readonly user: string;
  readonly authUser: string;
  readonly password: string;
  readonly displayName: string;
  readonly register: string;
  readonly callWithoutRegistration: string;
  readonly voicemailNumber: string;
  readonly subscribeMwi: string;
}

const ACCOUNT_COLUMNS: Readonly<Record<keyof AccountPValues, readonly number[]>> = {
  active: [271, 401, 501, 601, 20360, 20361],
  server: [47, 747, 502, 602, 20362, 20363],
  outboundProxy: [48, 748, 503, 603, 20370, 20371],
  transport: [130, 830, 930, 1030, 20374, 20375],
  label: [20000, 20001, 20002, 20003, 20378, 20379],
  user: [35, 735, 504, 604, 1704, 1804],
  authUser: [36, 736, 505, 605, 1705, 1805],
  password: [34, 734, 506, 606, 1706, 1806],
  displayName: [3, 703, 507, 607, 1707, 1807],
  register: [31, 731, 510, 610, 20384, 20385],
  callWithoutRegistration: [109, 813, 913, 1013, 1113, 1213],
  voicemailNumber: [33, 426, 526, 626, 1726, 1826],
  subscribeMwi: [99, 709, 515, 615, 1715, 1815],
};

export const ACCOUNT_SLOTS = 6;

/** The P-values of an account; `slot` from 1 to 6. */
export function accountPValues(slot: number): AccountPValues {
  const name = (column: keyof AccountPValues) => `P${ACCOUNT_COLUMNS[column][slot - 1]}`;
  return {
    active: name('active'),
    server: name('server'),
    outboundProxy: name('outboundProxy'),
    transport: name('transport'),
    label: name('label'),
    user: name('user'),
    authUser: name('authUser'),
    password: name('password'),
    displayName: name('displayName'),
    register: name('register'),
    callWithoutRegistration: name('callWithoutRegistration'),
    voicemailNumber: name('voicemailNumber'),
    subscribeMwi: name('subscribeMwi'),
  };
}

export interface KeyPValues {
  readonly type: string;
  readonly value: string;
  readonly label: string;
  readonly account: string;
}

/** The P-values of a line key; `slot` from 1 to 45. They are numbered in three ranges. */
export function lineKeyPValues(slot: number): KeyPValues {
  if (slot <= 4) return keyAt(41199 + slot, 41299 + slot, 41399 + slot, 41499 + slot);
  if (slot <= 36) {
    const base = 20200 + 5 * (slot - 5);
    return keyAt(base, base + 1, base + 2, base + 3);
  }
  const base = 23000 + 6 * (slot - 37);
  return keyAt(base, base + 2, base + 3, base + 4);
}

/** The P-values of a soft key of the idle screen; `slot` from 1 to 4. */
export function softKeyPValues(slot: number): KeyPValues {
  return keyAt(43199 + slot, 43399 + slot, 20042 + slot, 43299 + slot);
}

function keyAt(type: number, value: number, label: number, account: number): KeyPValues {
  return { type: `P${type}`, value: `P${value}`, label: `P${label}`, account: `P${account}` };
}

/** Settings that exist once per phone. */
export const SETTING = {
  adminPassword: 'P2',
  ntpServer: 'P30',
  timeZone: 'P64',
  configServer: 'P237',
  configProtocol: 'P212',
  configUser: 'P1360',
  configPassword: 'P1361',
  autoUpdate: 'P194',
  autoUpdateMinutes: 'P193',
  checkSyncWithAuth: 'P20983',
} as const;

/** The type code of each kind of key. */
export const KEY_TYPE = {
  none: '0',
  line: '1',
  'speed-dial': '2',
  blf: '3',
  voicemail: '5',
  park: '8',
  intercom: '9',
  login: '14',
  forward: '18',
  dnd: '21',
  url: '35',
} as const;

/** The phone's code of a time zone by winter offset in minutes, as far as it is documented. */
export const TIME_ZONE_INDEX: ReadonlyMap<number, string> = new Map([
  [-360, '14'],
  [-300, '18'],
  [0, '33'],
  [60, '49'],
  [120, '57'],
]);
