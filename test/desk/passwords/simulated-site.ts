import type { Knex } from 'knex';
import type { Token } from '../../../src/desk/model';
import type { AttemptDeps } from '../../../src/desk/passwords/attempts';
import { tryLogin } from '../../../src/desk/passwords/try-password';
import { freshPageToken, lastingPageToken, pageTokenAfter } from '../../../src/desk/provisioning/tokens';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings';
import type { Mac } from '../../../src/lib/mac';
import { createDeskStore } from '../../../src/store/desk-store';
import { COMPLETE_PBX, withCensus } from '../../support/census';
import { choosePin, type Random } from './likely-pins';
import { macOf } from './typing';

const TOKEN_KEY = Buffer.alloc(32, 7);
/** Addresses that DHCP leases to the phones of the site. */
const POOL = 600;

/** A phone that keeps the URL of its config has a token; the others are neighbours of the PBX and fetch the bare file. */
export interface HousePhone {
  readonly mac: Mac;
  readonly keepsUrl: boolean;
  address: string;
  token: Token;
}

/** The real limits on real tables: a site where everybody has a phone of their own, and can log in anywhere. */
export async function openSite(db: Knex, size: number, random: Random) {
  const store = createDeskStore(db);
  let now = Date.UTC(2026, 0, 5);
  const pins = new Map<string, string>();
  for (let number = 0; number < size; number += 1) pins.set(String(2_000 + number), choosePin(random));
  const extensions = [...pins.keys()];
  const macAt = new Map<string, Mac>();
  const deps: AttemptDeps & Pick<Parameters<typeof tryLogin>[0], 'directory' | 'publish' | 'census'> = {
    store,
    clock: () => now,
    tokenKey: TOKEN_KEY,
    neighbours: { macOf: async (address) => macAt.get(address) ?? null },
    extensionCount: async () => size,
    census: COMPLETE_PBX,
    directory: withCensus({
      extension: async (number) =>
        pins.has(number) ? { number, name: number, mailboxContext: 'default' } : null,
      extensions: async () => [],
      mailbox: async (number, context) => ({ number, context, pin: pins.get(number) ?? '' }),
      sipAccount: async () => null,
      deviceChoice: async () => ({ account: null, rule: null, passedOver: [] }),
    }),
    publish: () => {},
  };
  let sessions = 0;

  const phones = extensions.map((_, index): HousePhone => {
    const mac = macOf(index);
    const token = lastingPageToken({ tokenKey: TOKEN_KEY }, mac, '');
    return { mac, keepsUrl: index % 2 === 0, address: '', token };
  });

  /** DHCP gives every phone another address. */
  function renewLeases(): void {
    const free = Array.from(
      { length: POOL },
      (_, index) => `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    );
    macAt.clear();
    for (const phone of phones) {
      const [address = ''] = free.splice(Math.floor(random() * free.length), 1);
      phone.address = address;
      if (!phone.keepsUrl) {
        macAt.set(address, phone.mac);
        phone.token = lastingPageToken({ tokenKey: TOKEN_KEY }, phone.mac, address);
      }
    }
  }

  /** A verified session at a phone, which has ended; a phone that keeps its URL then has the page token that follows. */
  async function haveSession(phone: HousePhone, extension: string): Promise<void> {
    sessions += 1;
    now += 1_000;
    const tokenId = `token ${sessions}`;
    const { mac, address } = phone;
    await db('hotdesk_sessions').insert({
      id: `session ${sessions}`,
      extension,
      endpoint: extension,
      technology: 'pjsip',
      mac,
      via: 'internal',
      state: 'ended',
      allowed_by: 'voicemail-pin',
      token_id: tokenId,
      token_nonce: '',
      login_address: address,
      phone_address: address,
      requested_at: now,
      verified_at: now,
      ended_at: now,
    });
    if (phone.keepsUrl) phone.token = pageTokenAfter({ tokenKey: TOKEN_KEY }, tokenId, mac, address);
  }

  renewLeases();
  for (const [index, phone] of phones.entries()) await haveSession(phone, extensions[index] ?? '');
  return {
    extensions,
    phones,
    pinOf: (extension: string): string => pins.get(extension) ?? '',
    setPin: (extension: string, pin: string): void => void pins.set(extension, pin),
    advance(milliseconds: number): void {
      now += milliseconds;
    },
    renewLeases,
    /** What a login of this phone is answered with: what allowed it, or the code of the refusal. */
    async type(phone: Omit<HousePhone, 'keepsUrl'>, extension: string, password: string): Promise<string> {
      const outcome = await tryLogin(deps, DEFAULT_DESK_SETTINGS, { ...phone, extension, password });
      return typeof outcome === 'string' ? 'in' : outcome.refused;
    },
    haveSession,
    /** A device that claims this MAC at this address. */
    stranger: (mac: Mac, address: string) => ({
      mac,
      address,
      token: freshPageToken({ tokenKey: TOKEN_KEY }, mac),
    }),
    purge: () => store.purgeExpired(now),
    countAttemptRows: async (): Promise<number> => (await db('hotdesk_attempts').select('subject')).length,
  };
}

export type Site = Awaited<ReturnType<typeof openSite>>;
