import type { Knex } from 'knex';
import type { Leases } from '../../src/desk/ports/leases';
import { migrateDatabase } from '../../src/store/database';
import { createLeases } from '../../src/store/leases';
import { eventually } from '../test-app';

const LONG = 30_000;

/** The contract of the leases, on every database. `open` returns an empty one. */
export function describeLeases(
  name: string,
  open: () => Promise<{ db: Knex; close(): Promise<void> }>,
): void {
  describe(`leases on ${name}`, () => {
    let db: Knex;
    let leases: Leases;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ db, close } = await open());
      await migrateDatabase(db);
      leases = createLeases(db);
    });
    afterEach(() => close());

    test('the first holder gets the lease and may renew it; no other holder gets it meanwhile', async () => {
      expect(await leases.take('leader', 'a', LONG)).toBe(true);
      expect(await leases.take('leader', 'b', LONG)).toBe(false);
      expect(await leases.take('leader', 'a', LONG)).toBe(true);
      expect(await leases.take('leader', 'b', LONG)).toBe(false);
    });

    test('an expired lease can be taken by another holder, and the old holder cannot renew it', async () => {
      await leases.take('leader', 'a', 20);
      await eventually(() => leases.take('leader', 'b', LONG));
      expect(await leases.take('leader', 'a', LONG)).toBe(false);
    });

    test('a released lease is free at once', async () => {
      await leases.take('leader', 'a', LONG);
      await leases.release('leader', 'a');
      expect(await leases.take('leader', 'b', LONG)).toBe(true);
    });

    test('a holder cannot release the lease of another holder', async () => {
      await leases.take('leader', 'a', LONG);
      await leases.release('leader', 'b');
      expect(await leases.take('leader', 'b', LONG)).toBe(false);
    });

    test('leases with different names are independent', async () => {
      await leases.take('leader', 'a', LONG);
      expect(await leases.take('other', 'b', LONG)).toBe(true);
    });

    test('a lease that ends too far in the future, after the clock was set back, is free', async () => {
      await leases.take('leader', 'a', LONG);
      await db('hotdesk_leases').update({ until: Date.now() + 3_600_000 });
      expect(await leases.take('leader', 'b', LONG)).toBe(true);
    });

    test('times are epoch milliseconds', async () => {
      const before = Date.now();
      await leases.take('leader', 'a', LONG);
      const { until } = await db('hotdesk_leases').first('until');
      expect(Number(until) - LONG).toBeGreaterThan(before - 5_000);
      expect(Number(until) - LONG).toBeLessThan(Date.now() + 5_000);
    });

    test('of many concurrent holders one gets the lease', async () => {
      const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`);
      const got = await Promise.all(holders.map((holder) => leases.take('leader', holder, LONG)));
      expect(got.filter(Boolean)).toHaveLength(1);
    });
  });
}
