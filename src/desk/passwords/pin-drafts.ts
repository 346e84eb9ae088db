import { createHmac } from 'node:crypto';
import { createEncryptor, deriveKey } from '../../lib/encryption';
import { sourceOf } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import { PIN_DRAFT_MS } from '../ports/pin-drafts';

/** The input of an unfinished PIN change. */
export interface PinDraft {
  readonly old?: string;
  readonly pin?: string;
  readonly again?: string;
}

/**
 * Input from earlier pages of a PIN change, by the phone's token, because our URLs contain no PIN. All instances share
 * the drafts, so each page may reach another instance. A draft expires two minutes after the last page.
 */
export interface PinDrafts {
  /** Empty when there is no draft, or when it has expired. */
  read(tokenId: string): Promise<PinDraft>;
  /** Replaces the draft. `address`: the phone's source address; the number of drafts per source is limited. */
  save(tokenId: string, address: string, draft: PinDraft): Promise<void>;
  /** Reads and removes the draft. Of several parallel calls, one gets it and the others get null. */
  take(tokenId: string): Promise<PinDraft | null>;
  remove(tokenId: string): Promise<void>;
}

export function createPinDrafts({
  store,
  clock,
  tokenKey,
}: Pick<DeskDeps, 'store' | 'clock' | 'tokenKey'>): PinDrafts {
  const { encrypt, decrypt } = createEncryptor(deriveKey(tokenKey, 'pin drafts'));
  const idKey = deriveKey(tokenKey, 'ids of pin drafts');
  const idOf = (tokenId: string) => createHmac('sha256', idKey).update(tokenId).digest('hex');

  /** Null for a draft that was encrypted with another key, or moved to another id. */
  const decryptDraft = (id: string, encrypted: string | null): PinDraft | null => {
    const text = encrypted === null ? null : decrypt(encrypted);
    if (text === null) return null;
    const stored: { id: string; draft: PinDraft } = JSON.parse(text);
    return stored.id === id ? stored.draft : null;
  };

  return {
    async read(tokenId) {
      const id = idOf(tokenId);
      return decryptDraft(id, await store.pinDrafts.find(id, clock())) ?? {};
    },
    async save(tokenId, address, draft) {
      const id = idOf(tokenId);
      const now = clock();
      const encrypted = encrypt(JSON.stringify({ id, draft }));
      await store.pinDrafts.save(
        { id, source: sourceOf(address), draft: encrypted, expiresAt: now + PIN_DRAFT_MS },
        now,
      );
    },
    async take(tokenId) {
      const id = idOf(tokenId);
      return decryptDraft(id, await store.pinDrafts.take(id, clock()));
    },
    remove: (tokenId) => store.pinDrafts.remove(idOf(tokenId)),
  };
}
