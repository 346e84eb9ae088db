import { createAuditBudget } from '../../../src/desk/audit-budget';
import { createRefusalAudit } from '../../../src/desk/passwords/refusal-audit';
import type { AuditEntry } from '../../../src/desk/ports/audit';
import { parseMac } from '../../../src/lib/mac';

const MAC = parseMac('005058000001');

/** A refusal audit in memory. `later` advances its clock. */
function openRefusalAudit() {
  let now = Date.UTC(2026, 0, 1);
  const written: AuditEntry[] = [];
  const warned: object[] = [];
  const told: object[] = [];
  const clock = () => now;
  const budget = createAuditBudget({ clock, write: async (entry) => written.push(entry) });
  const recordRefusal = createRefusalAudit({ clock }, budget, {
    info: (fields) => void told.push(fields),
    warn: (fields, message) => void warned.push({ ...fields, message }),
  });
  return {
    written,
    warned,
    told,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    refuseFrom: (address: string) =>
      recordRefusal({
        at: now,
        actor: `phone ${MAC}`,
        action: 'login-refused',
        mac: MAC,
        extension: '1001',
        address,
        details: { code: 'wrong-password' },
      }),
  };
}

test('single refusals are all written', async () => {
  const audit = openRefusalAudit();
  for (let count = 0; count < 30; count += 1) await audit.refuseFrom('192.0.2.1');
  expect(audit.written).toHaveLength(30);
  expect(audit.written.map(({ details }) => details)).toEqual(Array(30).fill({ code: 'wrong-password' }));
  expect(audit.warned).toEqual([]);
});

test('the rest of a burst is counted, the next entry has the count, and the log has one line with the source', async () => {
  const audit = openRefusalAudit();
  for (let count = 0; count < 1_000; count += 1) await audit.refuseFrom('192.0.2.1');
  expect(audit.written).toHaveLength(30);
  expect(audit.warned).toEqual([
    { event: 'login.storm', source: '192.0.2.1', reason: 'login-refused', message: 'login storm' },
  ]);
  audit.later(60_000);
  await audit.refuseFrom('192.0.2.1');
  expect(audit.written[30]?.details).toEqual({ code: 'wrong-password', unlisted: 970 });
  await audit.refuseFrom('192.0.2.1');
  expect([audit.written.length, audit.warned.length]).toEqual([31, 1]);
  audit.later(86_400_000);
  for (let count = 0; count < 31; count += 1) await audit.refuseFrom('192.0.2.1');
  expect(audit.warned).toHaveLength(2);
});

test('other sources are still written, until the limit of all sources', async () => {
  const audit = openRefusalAudit();
  for (let count = 0; count < 40; count += 1) await audit.refuseFrom('192.0.2.1');
  for (let other = 0; other < 250; other += 1) await audit.refuseFrom(`198.51.100.${other}`);
  expect(audit.written).toHaveLength(280);
  for (let other = 0; other < 250; other += 1) await audit.refuseFrom(`203.0.113.${other}`);
  expect(audit.written).toHaveLength(300);
  audit.later(12_000);
  await audit.refuseFrom('192.0.2.9');
  expect(audit.written).toHaveLength(301);
});

test('the addresses of one IPv6 /64 are one source', async () => {
  const audit = openRefusalAudit();
  for (let count = 0; count < 100; count += 1) await audit.refuseFrom(`2001:db8:0:1::${count.toString(16)}`);
  expect(audit.written).toHaveLength(30);
  expect(audit.warned).toEqual([
    { event: 'login.storm', source: '2001:db8:0:1::1e', reason: 'login-refused', message: 'login storm' },
  ]);
});

test('each refusal is a line with its reason, as long as its source does not flood the log', async () => {
  const audit = openRefusalAudit();
  for (let count = 0; count < 40; count += 1) await audit.refuseFrom('192.0.2.1');
  expect(audit.told).toHaveLength(30);
  expect(audit.told[0]).toEqual({
    event: 'login.refused',
    reason: 'wrong-password',
    extension: '1001',
    mac: MAC,
    source: '192.0.2.1',
    actor: `phone ${MAC}`,
  });
  audit.later(60_000);
  await audit.refuseFrom('192.0.2.1');
  expect(audit.told.at(-1)).toMatchObject({ unlisted: 10 });
});
