/** Longer than a page stays on a display. */
export const PIN_DRAFT_MS = 120_000;

/** A draft as it lies in the table: neither the PINs nor the phone can be told from it without the service's key. */
export interface EncryptedPinDraft {
  readonly id: string;
  readonly source: string;
  readonly draft: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The table of drafts (implemented in store/). Expired drafts are never returned. */
export interface PinDraftTable {
  find(id: string, now: number): Promise<string | null>;
  /** Replaces what there was. Removes expired drafts, and the oldest ones of a source that has too many. */
  keep(draft: EncryptedPinDraft, now: number): Promise<void>;
  /** Reads and removes it; null for all but one of those who do so at once. */
  take(id: string, now: number): Promise<string | null>;
  remove(id: string): Promise<void>;
}
