import type { AuditEntry } from '../../desk/ports/audit';

/** What a key of the admin API allows: to read; to log in and out too; to change everything else too. */
export type KeyScope = 'read' | 'operate' | 'manage';

/** A key of the admin API. The key itself is kept nowhere: `hash` is its SHA-256. */
export interface AdminKey {
  readonly id: string;
  /** Given once and never again, so that the audit says whose it was. */
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** What may be done with keys in one transaction. */
export interface AdminKeyTransaction {
  /** All keys that there ever were, locked until the transaction ends. */
  keys(): Promise<readonly AdminKey[]>;
  /** Adds it; one with the same name is a lost race. */
  addKey(key: AdminKey): Promise<void>;
  addAudit(entry: AuditEntry): Promise<void>;
}

/** The keys of the admin API, for whoever checks and makes them (implemented in store/). */
export interface AdminKeyStore {
  /** The key with this hash, unless it was revoked. */
  keyOfHash(hash: string): Promise<AdminKey | null>;
  /** Records when a key was last used, in epoch milliseconds. */
  recordKeyUse(id: string, at: number): Promise<void>;
  /** Runs the work in one transaction, and again when another one was faster. */
  change<T>(work: (tx: AdminKeyTransaction) => Promise<T>): Promise<T>;
}
