import fc from '../../fast-check';
import { ADDRESSES, SPY_ADDRESSES } from './device';
import type { DatabaseState } from './faulty-store';
import type { BootBy } from './phone-operations';
import { INSIDE, SPY, USERS } from './service';

/** What the phone does after a login or a logout. */
export type After = 'nothing' | 'reads' | 'registers';

/** One step of a history, as plain data: it shrinks well and is readable. */
export type Operation =
  | {
      readonly does: 'login';
      readonly phone: number;
      readonly extension: string;
      readonly page: 'key' | 'open';
      readonly after: After;
    }
  | { readonly does: 'logout'; readonly phone: number; readonly after: After }
  | { readonly does: 'boot'; readonly phone: number; readonly by: BootBy; readonly registers: boolean }
  | { readonly does: 'address'; readonly phone: number; readonly to: number; readonly registers: boolean }
  | { readonly does: 'reset' | 'unregister' | 'delete' | 'rest-logout'; readonly phone: number }
  /** Whether the phone is there already, or boots for the first time later. */
  | { readonly does: 'create'; readonly phone: number; readonly boots: boolean }
  | { readonly does: 'rest-login' | 'rest-vouched'; readonly phone: number; readonly extension: string }
  | { readonly does: 'database'; readonly state: DatabaseState }
  | { readonly does: 'restart' }
  | { readonly does: 'segment'; readonly isOne: boolean }
  | { readonly does: 'settings'; readonly requireToken: boolean; readonly networks: readonly string[] }
  | { readonly does: 'time'; readonly minutes: number }
  | { readonly does: 'spy-fetches' | 'spy-logs-out'; readonly phone: number; readonly from: string }
  | {
      readonly does: 'spy-logs-in';
      readonly phone: number;
      readonly which: number;
      readonly from: string;
      readonly registers: boolean;
    };

const extension = fc.constantFrom(...USERS, ...USERS, SPY);
const from = fc.constantFrom(
  ...SPY_ADDRESSES,
  ...SPY_ADDRESSES,
  SPY_ADDRESSES[0],
  SPY_ADDRESSES[0],
  ...ADDRESSES.slice(0, 3),
);
const registers = fc.boolean();
const page = fc.constantFrom<'key' | 'open'>('key', 'key', 'open');
const by = fc.constantFrom<BootBy>('url', 'bare');
const to = fc.nat(ADDRESSES.length - 1);
const state = fc.constantFrom<DatabaseState>('well', 'well', 'outage', 'overload');
const networks = fc.constantFrom(INSIDE, INSIDE, ['10.0.0.12/32'], []);
const minutes = fc.constantFrom(1, 3, 7, 40, 90);

/** All kinds of steps at these phones, with their weights. */
function stepsAt(phone: fc.Arbitrary<number>) {
  const one = <Name extends Operation['does']>(does: Name) => fc.constant(does);
  const thenPhone = (...choices: After[]) => fc.constantFrom(...choices);
  return {
    login: [
      8,
      fc.record({
        does: one('login'),
        phone,
        extension,
        page,
        after: thenPhone('registers', 'registers', 'registers', 'reads', 'nothing'),
      }),
    ],
    logout: [4, fc.record({ does: one('logout'), phone, after: thenPhone('reads', 'nothing') })],
    boot: [4, fc.record({ does: one('boot'), phone, by, registers })],
    address: [3, fc.record({ does: one('address'), phone, to, registers })],
    reset: [1, fc.record({ does: one('reset'), phone })],
    unregister: [1, fc.record({ does: one('unregister'), phone })],
    delete: [1, fc.record({ does: one('delete'), phone })],
    create: [3, fc.record({ does: one('create'), phone, boots: fc.boolean() })],
    'rest-login': [3, fc.record({ does: one('rest-login'), phone, extension })],
    'rest-vouched': [1, fc.record({ does: one('rest-vouched'), phone, extension })],
    'rest-logout': [1, fc.record({ does: one('rest-logout'), phone })],
    database: [3, fc.record({ does: one('database'), state })],
    restart: [1, fc.record({ does: one('restart') })],
    segment: [1, fc.record({ does: one('segment'), isOne: fc.boolean() })],
    settings: [2, fc.record({ does: one('settings'), requireToken: fc.boolean(), networks })],
    time: [2, fc.record({ does: one('time'), minutes })],
    'spy-fetches': [6, fc.record({ does: one('spy-fetches'), phone, from })],
    'spy-logs-out': [2, fc.record({ does: one('spy-logs-out'), phone, from })],
    'spy-logs-in': [5, fc.record({ does: one('spy-logs-in'), phone, which: fc.nat(3), from, registers })],
  } satisfies Record<Operation['does'], [number, fc.Arbitrary<Operation>]>;
}

const AT_ONE = stepsAt(fc.constant(0));
const AT_ALL = stepsAt(fc.constantFrom(0, 0, 1, 2));

export const KINDS = Object.keys(AT_ALL) as Operation['does'][];

/** Histories of these kinds of steps, two of three at one phone only: most breaks need no other. */
export function histories(kinds: readonly Operation['does'][], maxLength: number): fc.Arbitrary<Operation[]> {
  const stepsOf = (steps: typeof AT_ALL) =>
    kinds.map((kind) => ({ weight: steps[kind][0], arbitrary: steps[kind][1] as fc.Arbitrary<Operation> }));
  const listOf = (steps: typeof AT_ALL) => fc.array(fc.oneof(...stepsOf(steps)), { maxLength, size: 'max' });
  return fc.oneof({ weight: 2, arbitrary: listOf(AT_ONE) }, { weight: 1, arbitrary: listOf(AT_ALL) });
}
