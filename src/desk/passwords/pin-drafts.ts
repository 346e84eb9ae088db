import { createHmac } from 'node:crypto';
import { createEncryptor, deriveKey } from '../../lib/encryption';
import { sourceOf } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import { PIN_DRAFT_MS } from '../ports/pin-drafts';

/** What somebody has typed of a PIN change. */
export interface PinDraft {
  readonly old?: string;
  readonly pin?: string;
  readonly again?: string;
}

/**
 * What was typed on earlier pages of a PIN change, by the token of the phone: a URL that we make holds no PIN. All
 * instances share it, so each page may reach another one. It lives for two minutes after the last page.
 */
export interface PinDrafts {
  /** Empty where there is none, or where it has expired. */
  read(tokenId: string): Promise<PinDraft>;
  /** Replaces what there was. `address` is where the phone asks from: each source may keep only so many. */
  keep(tokenId: string, address: string, draft: PinDraft): Promise<void>;
  /** Reads and removes it. Of several that take the same draft at once, one gets it and the others null. */
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

  /** A draft that was written with another key, or put in the place of another one, counts as none. */
  const open = (id: string, encrypted: string | null): PinDraft | null => {
    const text = encrypted === null ? null : decrypt(encrypted);
    if (text === null) return null;
    const kept: { id: string; draft: PinDraft } = JSON.parse(text);
    return kept.id === id ? kept.draft : null;
  };

  return {
    async read(tokenId) {
      const id = idOf(tokenId);
      return open(id, await store.pinDrafts.find(id, clock())) ?? {};
    },
    async keep(tokenId, address, draft) {
      const id = idOf(tokenId);
      const now = clock();
      const encrypted = encrypt(JSON.stringify({ id, draft }));
      await store.pinDrafts.keep(
        { id, source: sourceOf(address), draft: encrypted, expiresAt: now + PIN_DRAFT_MS },
        now,
      );
    },
    async take(tokenId) {
      const id = idOf(tokenId);
      return open(id, await store.pinDrafts.take(id, clock()));
    },
    remove: (tokenId) => store.pinDrafts.remove(idOf(tokenId)),
  };
}
