/** Longer than a phone shows a page. */
export const PIN_DRAFT_MS = 120_000;

/** A draft as stored. Without the service key it reveals neither the PINs nor the phone. */
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
  /** Replaces the draft. Removes expired drafts, and the oldest drafts of a source that has too many. */
  save(draft: EncryptedPinDraft, now: number): Promise<void>;
  /** Reads and removes the draft. Of several parallel calls, all but one get null. */
  take(id: string, now: number): Promise<string | null>;
  remove(id: string): Promise<void>;
}
