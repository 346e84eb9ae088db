import { createAuditBudget } from '../../src/desk/audit-budget';
import type { AuditEntry } from '../../src/desk/ports/audit';

const HOUR = 3_600_000;

function openBudget() {
  let now = Date.UTC(2026, 0, 1);
  const written: AuditEntry[] = [];
  const budget = createAuditBudget({ clock: () => now, write: async (entry) => written.push(entry) });
  return {
    written,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    record: async (action: string, times = 1) => {
      const nowhere = { mac: null, extension: null, address: null };
      for (let time = 0; time < times; time += 1)
        await budget.record({ at: now, actor: 'phone', action, ...nowhere, details: {} });
    },
  };
}

test('strangers cannot fill the audit: a day of one entry a second leaves 7,500, which say what is missing', async () => {
  const { written, later, record } = openBudget();
  for (let second = 0; second < 24 * 3_600; second += 1) {
    await record('phone-enrolled');
    later(1_000);
  }
  expect(written.length).toBeLessThan(300 + 24 * 300 + 24 + 1);
  const summaries = written.filter(({ action }) => action === 'audit-limited');
  expect(summaries).toHaveLength(23);
  later(HOUR);
  await record('phone-enrolled');
  const all = written.filter(({ action }) => action === 'audit-limited');
  const unlisted = all.reduce(
    (sum, { details }) => sum + Number(Object.values(details.unlisted ?? {})[0]),
    0,
  );
  expect(written.length - all.length + unlisted).toBe(24 * 3_600 + 1);
});

test('one entry tells what is not listed, by action, an hour after the first', async () => {
  const { written, later, record } = openBudget();
  await record('login-refused', 300);
  await record('phone-enrolled', 5);
  await record('login-refused', 2);
  expect(written).toHaveLength(300);
  later(HOUR);
  await record('login-refused');
  expect(written.slice(300).map(({ actor, action, details }) => [actor, action, details])).toEqual([
    [
      'system',
      'audit-limited',
      { unlisted: { 'phone-enrolled': 5, 'login-refused': 2 }, since: '2026-01-01T00:00:00.000Z' },
    ],
    ['phone', 'login-refused', {}],
  ]);
});

test('an ordinary day is listed completely', async () => {
  const { written, later, record } = openBudget();
  for (let hour = 0; hour < 24; hour += 1) {
    await record('login-refused', 250);
    later(HOUR);
  }
  expect(written).toHaveLength(24 * 250);
});
