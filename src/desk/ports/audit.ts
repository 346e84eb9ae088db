import type { Mac } from '../../lib/mac';

export interface AuditEntry {
  readonly at: number;
  /** Who did it: `phone <mac>`, `key <name>`, `system`. */
  readonly actor: string;
  readonly action: string;
  readonly mac: Mac | null;
  readonly extension: string | null;
  readonly address: string | null;
  /** Anything else worth knowing; never a secret. */
  readonly details: Readonly<Record<string, AuditValue>>;
}

/** What JSON can say. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };
