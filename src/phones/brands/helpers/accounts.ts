import { uriHost } from '../../../lib/ip';
import type { Account, PhoneConfig } from '../brand';
import type { Entry } from './entries';

/** A field of the account as text, empty where the slot is not used. `host` has an IPv6 address in brackets. */
type AccountText =
  | 'user'
  | 'authUser'
  | 'secret'
  | 'server'
  | 'host'
  | 'port'
  | 'hostAndPort'
  | 'displayName'
  | 'voicemailNumber';

/** Where the value of a vendor's account parameter comes from. The account is null where the slot is not used. */
export type AccountValue = AccountText | ((account: Account | null) => string);

/** How a vendor writes accounts. */
export interface AccountSlots<Field extends string> {
  /** How many slots the model has. All are written, because phones keep what a file leaves out. */
  readonly count: number;
  /** The vendor's number of the first slot; 1 unless given. */
  readonly first?: number;
  readonly name: (slot: number, field: Field) => string;
  readonly fields: Readonly<Record<Field, AccountValue>>;
  /** What the vendor writes to clear a parameter; the empty text unless given. */
  readonly clear?: string;
}

/** Every account slot of a phone: the session's account in the first one, "off" in all others. */
export function accountSlots<Field extends string>(
  { account }: Pick<PhoneConfig, 'account'>,
  { count, first = 1, name, fields, clear = '' }: AccountSlots<Field>,
): Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    const slotAccount = index === 0 ? account : null;
    for (const field in fields) {
      entries.push([name(first + index, field), accountText(slotAccount, fields[field]) || clear]);
    }
  }
  return entries;
}

/** One value for a slot with an account, another one for an unused slot. */
export function whenLoggedIn(used: string, unused: string): (account: Account | null) => string {
  return (account) => (account ? used : unused);
}

/** The same value in every slot. */
export function sameInEverySlot(value: string): () => string {
  return () => value;
}

/** The vendor's code of the transport; an unused slot gets UDP's unless given. */
export function transportCode(
  codes: Readonly<Record<Account['transport'], string>>,
  unused = codes.udp,
): (account: Account | null) => string {
  return (account) => (account ? codes[account.transport] : unused);
}

/** The port; an unused slot gets 5060 unless given. */
export function portOr(unused = '5060'): (account: Account | null) => string {
  return (account) => (account ? String(account.port) : unused);
}

function accountText(account: Account | null, value: AccountValue): string {
  if (typeof value === 'function') return value(account);
  if (account === null) return '';
  switch (value) {
    case 'host':
      return uriHost(account.server);
    case 'port':
      return String(account.port);
    case 'hostAndPort':
      return `${uriHost(account.server)}:${account.port}`;
    default:
      return account[value];
  }
}
