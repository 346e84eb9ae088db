import type { Mac } from '../../lib/mac';

export interface AuditEntry {
  readonly at: number;
  /** `phone <mac>`, `key <name>` or `system`. */
  readonly actor: string;
  readonly action: string;
  readonly mac: Mac | null;
  readonly extension: string | null;
  readonly address: string | null;
  /** Further details; never a secret. */
  readonly details: Readonly<Record<string, AuditValue>>;
}

/** A JSON value. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };
