import type { Knex } from 'knex';
import { reserveAttempt } from '../../src/desk/passwords/attempts';
import { createPinDrafts } from '../../src/desk/passwords/pin-drafts';
import { isLostFor } from '../../src/desk/provisioning/proofs';
import { freshPageToken } from '../../src/desk/provisioning/tokens';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { type Mac, parseMac } from '../../src/lib/mac';
import { migrateDatabase } from '../../src/store/database';
import { type DatabaseClock, startDatabaseClock } from '../../src/store/database-clock';
import { createDeskStore } from '../../src/store/desk-store';
import { session as sampleSession } from '../admin/samples';
import { SILENT } from '../test-app';

const MAC = parseMac('005058007702') as Mac;
const HOUR = 3_600_000;
const tokenKey = Buffer.alloc(32, 7);
/** A busy machine may take its time between two statements; the clocks of the instances are much further apart. */
const NEAR_MS = 60_000;

/** The contract of the database's clock, on every database. `open` returns an empty one. */
export function describeDatabaseClock(
  name: string,
  open: () => Promise<{ db: Knex; close(): Promise<void> }>,
): void {
  describe(`two instances on ${name}, whose clocks are three hours apart,`, () => {
    let db: Knex;
    let close: () => Promise<void>;
    let clocks: DatabaseClock[];
    beforeEach(async () => {
      ({ db, close } = await open());
      await migrateDatabase(db);
      clocks = [];
    });
    afterEach(async () => {
      for (const clock of clocks) clock.stop();
      await close();
    });

    /** An instance whose own clock is ahead by this. */
    async function instance(skewMs: number) {
      const monotonic = () => performance.now() + skewMs;
      const clock = await startDatabaseClock({ db, monotonic, log: SILENT });
      clocks.push(clock);
      const store = createDeskStore(db, DEFAULT_DESK_SETTINGS);
      return {
        store,
        clock: clock.now,
        tokenKey,
        neighbours: { macOf: async () => null },
        extensionCount: async () => 300,
      };
    }
    const instances = () => Promise.all([instance(0), instance(3 * HOUR)]);

    test('read the time of the database, in whole milliseconds', async () => {
      for (const { clock } of await instances()) {
        expect(Math.abs(clock() - Date.now())).toBeLessThan(NEAR_MS);
        expect(Number.isInteger(clock())).toBe(true);
      }
    });

    test('count wrong passwords together', async () => {
      const both = await instances();
      const token = freshPageToken({ tokenKey }, MAC);
      let allowed = 0;
      for (let round = 0; round < 6; round += 1)
        for (const [index, deps] of both.entries()) {
          const source = { extension: '1001', mac: MAC, address: `203.0.113.${10 * round + index}`, token };
          if ((await reserveAttempt(deps, DEFAULT_DESK_SETTINGS, source)).allowed) allowed += 1;
        }
      expect(allowed).toBe(3);
    });

    test('find the PIN draft that the other one wrote', async () => {
      const [one, other] = await instances();
      await createPinDrafts(one).save('a', '127.0.0.11', { pin: '4711' });
      expect(await createPinDrafts(other).read('a')).toEqual({ pin: '4711' });
      await createPinDrafts(other).save('b', '127.0.0.11', { pin: '4712' });
      expect(await createPinDrafts(one).take('b')).toEqual({ pin: '4712' });
    });

    test('protect a phone whose contact the other one has just lost', async () => {
      const [one, other] = await instances();
      const verified = { verifiedAt: one.clock() - HOUR, state: 'provisioned' as const };
      for (const [writer, reader] of [
        [one, other],
        [other, one],
      ] as const) {
        const lost = sampleSession(1, { ...verified, contactLostAt: writer.clock() });
        expect(isLostFor(lost, reader.clock(), 5 * 60_000)).toBe(false);
      }
    });
  });
}
