import type { Knex } from 'knex';
import type { Encryptor } from '../lib/encryption';
import { internalValueIn, readInternalValue, replaceInternalValue, writeInternalValueOnce } from './settings';

/** A value that only the right secret decrypts: it says which secret the tables belong to. */
const NAME = 'secretCheck';
const PLAIN = 'hotdesk';

/** Whether the tables belong to this secret. Tables that belong to none yet belong to this one from now on. */
export async function belongsToSecret(db: Knex, encryptor: Encryptor): Promise<boolean> {
  // A start writes nothing where nothing is missing, so that a read-only database does not stop it.
  const stored =
    (await readInternalValue(db, NAME)) ?? (await writeInternalValueOnce(db, NAME, encryptor.encrypt(PLAIN)));
  return encryptor.decrypt(stored) === PLAIN;
}

/** Whether these rows of hotdesk_settings belong to another secret. Rows that belong to none belong to no other. */
export function belongToOtherSecret(rows: readonly object[], encryptor: Encryptor): boolean {
  const stored = internalValueIn(rows, NAME);
  return stored !== null && encryptor.decrypt(stored) !== PLAIN;
}

/** From now on the tables belong to this secret. */
export async function assignToSecret(trx: Knex.Transaction, encryptor: Encryptor): Promise<void> {
  await replaceInternalValue(trx, NAME, encryptor.encrypt(PLAIN));
}
