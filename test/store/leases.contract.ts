import type { Knex } from 'knex';
import type { Leases } from '../../src/desk/ports/leases';
import { migrateDatabase } from '../../src/store/database';
import { createLeases } from '../../src/store/leases';
import { eventually } from '../test-app';

const LONG = 30_000;

/** What leases promise, on every database. `open` gives an empty one. */
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

    test('the first who asks has it, and may renew it; nobody else gets it meanwhile', async () => {
      expect(await leases.take('leader', 'a', LONG)).toBe(true);
      expect(await leases.take('leader', 'b', LONG)).toBe(false);
      expect(await leases.take('leader', 'a', LONG)).toBe(true);
      expect(await leases.take('leader', 'b', LONG)).toBe(false);
    });

    test('one that ran out is had by another one, and its holder learns it', async () => {
      await leases.take('leader', 'a', 20);
      await eventually(() => leases.take('leader', 'b', LONG));
      expect(await leases.take('leader', 'a', LONG)).toBe(false);
    });

    test('one that was given back is free at once', async () => {
      await leases.take('leader', 'a', LONG);
      await leases.release('leader', 'a');
      expect(await leases.take('leader', 'b', LONG)).toBe(true);
    });

    test('nobody gives back the lease of another one', async () => {
      await leases.take('leader', 'a', LONG);
      await leases.release('leader', 'b');
      expect(await leases.take('leader', 'b', LONG)).toBe(false);
    });

    test('leases of other names are others', async () => {
      await leases.take('leader', 'a', LONG);
      expect(await leases.take('other', 'b', LONG)).toBe(true);
    });

    test('one that ends impossibly late, as when the clock was set back, is free', async () => {
      await leases.take('leader', 'a', LONG);
      await db('hotdesk_leases').update({ until: Date.now() + 3_600_000 });
      expect(await leases.take('leader', 'b', LONG)).toBe(true);
    });

    test('it counts by the time of day, in epoch milliseconds', async () => {
      const before = Date.now();
      await leases.take('leader', 'a', LONG);
      const { until } = await db('hotdesk_leases').first('until');
      expect(Number(until) - LONG).toBeGreaterThan(before - 5_000);
      expect(Number(until) - LONG).toBeLessThan(Date.now() + 5_000);
    });

    test('of many who ask at the same time one gets it', async () => {
      const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`);
      const got = await Promise.all(holders.map((holder) => leases.take('leader', holder, LONG)));
      expect(got.filter(Boolean)).toHaveLength(1);
    });
  });
}
