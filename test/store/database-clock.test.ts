import { startDatabaseClock } from '../../src/store/database-clock';
import { openTestDatabase } from '../support/test-database';
import { eventually, recordLog } from '../test-app';
import { describeDatabaseClock } from './database-clock.contract';

describeDatabaseClock('SQLite', async () => {
  const db = await openTestDatabase();
  return { db, close: () => db.destroy() };
});

test('a monotonic clock that stood still is corrected, and an outage changes nothing', async () => {
  jest.useFakeTimers({
    doNotFake: ['Date', 'performance', 'setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask'],
  });
  const db = await openTestDatabase();
  let slept = 0;
  const log = recordLog();
  const clock = await startDatabaseClock({ db, monotonic: () => performance.now() - slept, log });
  const behind = () => Math.abs(Math.round((Date.now() - clock.now()) / 60_000));
  try {
    slept = 3_600_000;
    expect(behind()).toBe(60);
    jest.advanceTimersByTime(10_000);
    await eventually(async () => behind() === 0);
    await db.destroy();
    jest.advanceTimersByTime(10_000);
    await eventually(async () => log.events().includes('clock.unmeasured'));
    expect(behind()).toBe(0);
  } finally {
    clock.stop();
    jest.useRealTimers();
  }
});
