import type { Key, KeyKind } from '../../../desk/model';
import type { Account, PhoneConfig } from '../brand';
import type { Entry } from './entries';

/** Where the value of a vendor's key parameter comes from. `place` is the vendor's number of the key. */
export type KeyValue = 'value' | 'label' | ((key: Key, place: number) => string);

/** How a vendor writes keys. */
export interface KeySlots<Field extends string> {
  /** The vendor's number of the first key; 1 unless given. */
  readonly first?: number;
  readonly name: (place: number, field: Field) => string;
  readonly fields: Readonly<Record<Field, KeyValue>>;
  /** What the vendor writes to clear a parameter; the empty text unless given. */
  readonly clear?: string;
}

/** Every key of a phone, used or not: `keys` has one for each slot of the model. */
export function keySlots<Field extends string>(
  keys: readonly Key[],
  { account }: Pick<PhoneConfig, 'account'>,
  { first = 1, name, fields, clear = '' }: KeySlots<Field>,
): Entry[] {
  const entries: Entry[] = [];
  for (const [index, key] of keys.entries()) {
    const filled = fillKey(key, account);
    for (const field in fields) {
      const value: KeyValue = fields[field];
      const text = typeof value === 'function' ? value(filled, first + index) : filled[value];
      entries.push([name(first + index, field), text || clear]);
    }
  }
  return entries;
}

/** A key with what the account gives it: a voicemail key without a number dials the mailbox, a line shows its extension. */
export function fillKey(key: Key, account: Account | null): Key {
  return {
    kind: key.kind,
    value: key.value || (key.kind === 'voicemail' ? (account?.voicemailNumber ?? '') : ''),
    label: key.label || (key.kind === 'line' ? (account?.user ?? '') : ''),
  };
}

/** The vendor's code of what a key does. */
export function codeByKind(codes: Readonly<Record<KeyKind, string>>): (key: Key) => string {
  return ({ kind }) => codes[kind];
}
