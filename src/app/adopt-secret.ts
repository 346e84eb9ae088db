import type { Knex } from 'knex';
import { endAndNotify } from '../desk/sessions/end-session';
import { createEncryptor, deriveKey, type Encryptor } from '../lib/encryption';
import { appendAudit } from '../store/audit';
import { deskTransaction } from '../store/desk-transaction';
import { databaseTimes } from '../store/job-times';
import { type SessionRow, toSession } from '../store/rows';
import { assignToSecret } from '../store/secret-check';
import { readSettings } from '../store/settings';
import { inTransaction } from '../store/transaction';
import type { Maintenance } from './maintenance';
import { asOnlyInstance } from './only-instance';
import { requireTables } from './require-tables';
import { tokenKey } from './token-key';

/** What the new secret cannot do. */
export interface Adopted {
  /** How many sessions were ended. */
  readonly ended: number;
  /** Settings that were encrypted with the secret of before: they must be set again. */
  readonly unreadable: readonly string[];
}

const ENCRYPTED = ['provisioningPassword', 'webhookUrl', 'webhookSecret'] as const;
const BY = { actor: 'system', address: null };

/**
 * Makes the tables belong to this secret. Ends all sessions, because their phones have tokens that come from the other one;
 * the phones are notified when the service runs. Call it in a transaction.
 */
export async function adoptSecret(trx: Knex.Transaction, encryptor: Encryptor, at: number): Promise<Adopted> {
  const clock = () => at;
  const tx = deskTransaction(trx, undefined, databaseTimes(trx, clock));
  const sessions = (await trx<SessionRow>('hotdesk_sessions').whereNotNull('active_mac')).map(toSession);
  for (const session of sessions) await endAndNotify({ clock }, tx, session, 'secret-changed', BY, 0);
  const settings = await readSettings(trx);
  const unreadable = ENCRYPTED.filter((name) => {
    const value = settings[name];
    return value !== null && encryptor.decrypt(value) === null;
  });
  await assignToSecret(trx, encryptor);
  const details = { ended: sessions.length, unreadable };
  const nobody = { mac: null, extension: null };
  await appendAudit(trx, { at, ...BY, action: 'secret-adopted', ...nobody, details });
  return { ended: sessions.length, unreadable };
}

/** The same on the machine of the service, which must be stopped. @throws ConfigError while it runs */
export async function adoptSecretOfMachine(
  { config, db, inDatabase }: Maintenance,
  at: number,
): Promise<Adopted> {
  const secret = tokenKey(config.secret, config.dataDir);
  const encryptor = createEncryptor(deriveKey(secret, 'settings'));
  return inDatabase(async () => {
    await requireTables(db);
    return asOnlyInstance(db, () => inTransaction(db, (trx) => adoptSecret(trx, encryptor, at)));
  });
}
