import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import type { AdminKey } from '../../src/admin/ports/keys';
import type { AdminStore } from '../../src/admin/ports/store';
import { adminKeys } from '../../src/app/admin-keys';
import { createFirstKeyFile } from '../../src/app/first-key-file';
import { createAdminStore } from '../../src/store/admin-store';
import { createDeskStore } from '../../src/store/desk-store';
import { createAdminKeyStore } from '../../src/store/keys';
import { mac, START } from './samples';

/** The tests of the stores of keys, PINs, lockouts and the audit, for every kind of database. */
export function trustStoreContract(db: () => Knex): void {
  let store: AdminStore;
  beforeEach(async () => {
    for (const table of ['audit', 'attempts', 'pins', 'keys']) await db()(`hotdesk_${table}`).delete();
    store = createAdminStore(db());
  });

  it('filters the audit, in either order', async () => {
    await store.change(async (tx) => {
      for (let number = 0; number < 6; number += 1) {
        await tx.addAudit({
          at: START + number,
          actor: number < 3 ? 'key a' : 'key b',
          action: number % 2 === 0 ? 'even' : 'odd',
          mac: number === 5 ? mac(7) : null,
          extension: `100${number % 3}`,
          address: null,
          details: { number, before: { list: [1, { a: null }] } },
        });
      }
    });
    const page = { after: null, limit: 9 };
    const found = async (filter: Parameters<AdminStore['audit']>[0]) =>
      (await store.audit(filter, page)).map(({ details }) => details.number);
    expect(await found({})).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await found({ actor: 'key a' })).toEqual([2, 1, 0]);
    expect(await found({ action: 'odd', actor: 'key b' })).toEqual([5, 3]);
    expect(await found({ action: 'ODD' })).toEqual([]);
    expect(await found({ extension: '1001' })).toEqual([4, 1]);
    expect(await found({ mac: mac(7), since: undefined })).toEqual([5]);
    expect(await found({ since: START + 4 })).toEqual([5, 4]);
    const [first, second] = await store.auditFromStart({ since: START + 2 }, { after: null, limit: 2 });
    expect([first?.details.number, second?.details.number]).toEqual([2, 3]);
    expect(second?.details.before).toEqual({ list: [1, { a: null }] });
    const rest = await store.auditFromStart({}, { after: second?.id ?? 0, limit: 9 });
    expect(rest.map(({ details }) => details.number)).toEqual([4, 5]);
  });

  it('stores an audit entry as long as the largest change', async () => {
    const text = '🙂'.repeat(100_000);
    const entry = { at: START, actor: 'key a', action: 'x', mac: null, extension: null, address: null };
    await store.change((tx) => tx.addAudit({ ...entry, details: { text } }));
    expect((await store.audit({}, { after: null, limit: 1 }))[0]?.details).toEqual({ text });
  });

  it('stores keys, finds one by hash until it is revoked, and refuses a name that was used before', async () => {
    const key = (number: number, change: Partial<AdminKey> = {}): AdminKey => ({
      id: `key-${number}`,
      name: `Key ${number}`,
      hash: String(number).repeat(64),
      scopes: ['read', 'operate'],
      createdAt: START + number,
      lastUsedAt: null,
      revokedAt: null,
      ...change,
    });
    await store.change(async (tx) => {
      await tx.addKey(key(2, { scopes: ['read'] }));
      await tx.addKey(key(1));
      expect((await tx.keys()).map(({ id }) => id).sort()).toEqual(['key-1', 'key-2']);
    });
    expect(await store.keys()).toEqual([key(1), key(2, { scopes: ['read'] })]);
    expect(await createAdminKeyStore(db()).keyOfHash('1'.repeat(64))).toEqual(key(1));
    expect(await createAdminKeyStore(db()).keyOfHash('3'.repeat(64))).toBeNull();
    await createAdminKeyStore(db()).recordKeyUse('key-1', START + 50);
    await store.change((tx) => tx.revokeKey('key-1', START + 60));
    await store.change((tx) => tx.revokeKey('key-1', START + 70));
    expect((await store.keys())[0]).toEqual(key(1, { lastUsedAt: START + 50, revokedAt: START + 60 }));
    expect(await createAdminKeyStore(db()).keyOfHash('1'.repeat(64))).toBeNull();
    await expect(store.change((tx) => tx.addKey(key(3, { name: 'Key 1' })))).rejects.toMatchObject({
      code: expect.stringMatching(/DUP|CONSTRAINT/),
    });
  });

  it('creates one first key, however many instances start at once', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-first-key-'));
    const file = createFirstKeyFile(folder);
    const starts = await Promise.all(
      Array.from({ length: 5 }, () => adminKeys(null, createAdminKeyStore(db()), file, () => START)),
    );
    expect(file.hash()).toBe((await store.keys())[0]?.hash);
    rmSync(folder, { recursive: true });
    const made = starts.flatMap((start) => start.createdKey ?? []);
    expect(made).toHaveLength(1);
    for (const start of starts)
      expect(await start.authenticateKey(made[0] ?? '')).toMatchObject({ name: 'first' });
    expect(await store.keys()).toHaveLength(1);
  }, 30_000);

  it('lists and removes hot-desk PINs', async () => {
    const pin = (extension: string, mustChange: boolean) => ({
      extension,
      hash: 'h',
      mustChange,
      changedAt: START,
    });
    await store.change(async (tx) => {
      await tx.setHotdeskPin(pin('1001', true));
      await tx.setHotdeskPin(pin('1002', true));
      await tx.setHotdeskPin(pin('1002', false));
    });
    expect([...(await store.hotdeskPins())].sort((a, b) => (a.extension < b.extension ? -1 : 1))).toEqual([
      { extension: '1001', mustChange: true },
      { extension: '1002', mustChange: false },
    ]);
    await store.change(async (tx) => {
      expect(await tx.hotdeskPin('1001')).toEqual(pin('1001', true));
      await tx.removeHotdeskPin('1001');
    });
    expect((await store.hotdeskPins()).map(({ extension }) => extension)).toEqual(['1002']);
  });

  it('finds failures that may still count, and clears those of the given subjects', async () => {
    const counters = [
      ['address 192.0.2.7', 9, START - 5],
      ['address 192.0.2.70', 9, START - 5],
      ['extension 1001', 3, START - 10],
      ['extension 10011', 3, START - 10],
      ['extension 1001@005058000001|192.0.2.7', 4, START - 10],
      ['extension 1002', 2, START - 10],
      ['extension 1003', 3, START - 1_000],
      ['unverified-internal-phones', 0, 0],
    ] as const;
    await createDeskStore(db()).transaction(async (tx) => {
      await tx.addAttemptCounters(counters.map(([subject]) => subject));
      for (const [subject, failures, lastAt] of counters)
        await tx.countAttempt({ subject, failures, lastAt });
    });
    const found = async () =>
      (await store.failures({ least: 3, after: START - 1_000 })).map(({ subject }) => subject);
    expect(await found()).toEqual(counters.slice(0, 5).map(([subject]) => subject));
    const clear = (...subjects: string[]) => store.change((tx) => tx.clearFailures(subjects));
    expect(await clear('extension 1001', 'extension 1001@%')).toBe(2);
    expect(await found()).toEqual(['address 192.0.2.7', 'address 192.0.2.70', 'extension 10011']);
    expect(await clear('address 192.0.2.7', '%|192.0.2.7')).toBe(1);
    expect(await clear('unverified-internal-phones')).toBe(0);
    expect(await clear('%')).toBe(4);
  });
}
