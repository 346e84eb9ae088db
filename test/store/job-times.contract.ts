import type { Knex } from 'knex';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { parseMac } from '../../src/lib/mac';
import { createAdminStore } from '../../src/store/admin-store';
import { migrateDatabase } from '../../src/store/database';
import { createDeskStore } from '../../src/store/desk-store';
import { databaseTimes } from '../../src/store/job-times';

const MAC = parseMac('005058007701');
/** How far the clocks of the two instances are apart. */
const SKEW_MS = 300_000;
/** Both clocks count whole milliseconds, and do not begin them at the same moment. */
const ROUNDING_MS = 10;

/** The contract of due times, on every database. `open` returns an empty one. */
export function describeJobTimes(
  name: string,
  open: () => Promise<{ db: Knex; close(): Promise<void> }>,
): void {
  describe(`jobs on ${name}, of instances whose clocks differ by 300 seconds`, () => {
    let db: Knex;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ db, close } = await open());
      await migrateDatabase(db);
    });
    afterEach(() => close());

    const instance = (skewMs: number) => {
      const clock = () => Date.now() + skewMs;
      return { clock, store: createDeskStore(db, DEFAULT_DESK_SETTINGS, databaseTimes(db, clock)) };
    };

    test.each([
      ['ahead of', SKEW_MS],
      ['behind', -SKEW_MS],
    ])(
      'a job of an instance %s the leader is due when that one says, not before, not minutes later',
      async (_, skewMs) => {
        if (MAC === null) throw new Error('no MAC');
        const [author, leader] = [instance(skewMs), instance(0)];
        await author.store.transaction(async (tx) => {
          await tx.addJob(MAC, { kind: 'notify-phone', sessionId: 'now' }, author.clock() - ROUNDING_MS);
        });
        const [due] = await leader.store.dueJobs('phones', leader.clock(), 10);
        expect(due?.job).toMatchObject({ sessionId: 'now' });
        await leader.store.postponeJob(due?.id ?? 0, leader.clock() + 60_000, 'not now');
        for (const { clock, store } of [author, leader]) {
          expect(await store.dueJobs('phones', clock(), 10)).toEqual([]);
          const dueAt = (await store.nextJobDueAt('phones', clock())) ?? 0;
          // A busy machine may take its time between the two statements, the clocks are much further apart.
          expect(Math.abs(dueAt - clock() - 60_000)).toBeLessThan(30_000);
        }
        await author.store.deferJob(due?.id ?? 0, author.clock() - ROUNDING_MS);
        expect(await leader.store.dueJobs('phones', leader.clock(), 10)).toHaveLength(1);
        const age = (await createAdminStore(db).counts()).jobs['notify-phone']?.oldestAge ?? Number.NaN;
        expect(Math.abs(age)).toBeLessThan(60_000);
      },
    );
  });
}
