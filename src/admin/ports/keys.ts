import type { AuditEntry } from '../../desk/ports/audit';

/** Scope of an admin key: read; also log in and out; also change everything else. */
export type KeyScope = 'read' | 'operate' | 'manage';

/** An admin key. The key itself is not stored: `hash` is its SHA-256. */
export interface AdminKey {
  readonly id: string;
  /** Never reused, so that the audit stays unambiguous. */
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** Key operations in one transaction. */
export interface AdminKeyTransaction {
  /** All keys, including revoked ones, locked until the transaction ends. */
  keys(): Promise<readonly AdminKey[]>;
  /** Adds a key. A duplicate name makes the transaction run again. */
  addKey(key: AdminKey): Promise<void>;
  addAudit(entry: AuditEntry): Promise<void>;
}

/** Storage of the admin keys (implemented in store/). */
export interface AdminKeyStore {
  /** The key with this hash, unless it was revoked. */
  keyOfHash(hash: string): Promise<AdminKey | null>;
  /** Records when a key was last used, in epoch milliseconds. */
  recordKeyUse(id: string, at: number): Promise<void>;
  /** Runs the work in one transaction; runs it again after a conflict with another one. */
  change<T>(work: (tx: AdminKeyTransaction) => Promise<T>): Promise<T>;
}
