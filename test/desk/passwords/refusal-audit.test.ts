import { createRefusalAudit } from '../../../src/desk/passwords/refusal-audit';
import type { AuditEntry } from '../../../src/desk/ports/audit';
import type { DeskTransaction } from '../../../src/desk/ports/store';
import { parseMac } from '../../../src/lib/mac';

const MAC = parseMac('005058000001');

/** A ledger in memory; `later` lets its clock go on. */
function openLedger() {
  let now = Date.UTC(2026, 0, 1);
  const written: AuditEntry[] = [];
  const warned: object[] = [];
  const tx = { addAudit: async (entry: AuditEntry) => void written.push(entry) };
  const store = {
    transaction: <T>(work: (given: DeskTransaction) => Promise<T>) => work(tx as DeskTransaction),
  };
  const note = createRefusalAudit(
    { store: store as never, clock: () => now },
    { warn: (fields, message) => void warned.push({ ...fields, message }) },
  );
  return {
    written,
    warned,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    refuse: (address: string) =>
      note({
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

test('some refusals are written, each as it was', async () => {
  const ledger = openLedger();
  for (let count = 0; count < 30; count += 1) await ledger.refuse('192.0.2.1');
  expect(ledger.written).toHaveLength(30);
  expect(ledger.written.map(({ details }) => details)).toEqual(Array(30).fill({ code: 'wrong-password' }));
  expect(ledger.warned).toEqual([]);
});

test('of a burst the rest is counted, the next one says how many, and the log has one line with its source', async () => {
  const ledger = openLedger();
  for (let count = 0; count < 1_000; count += 1) await ledger.refuse('192.0.2.1');
  expect(ledger.written).toHaveLength(30);
  expect(ledger.warned).toEqual([
    { event: 'login.storm', source: '192.0.2.1', why: 'login-refused', message: 'login storm' },
  ]);
  ledger.later(60_000);
  await ledger.refuse('192.0.2.1');
  expect(ledger.written[30]?.details).toEqual({ code: 'wrong-password', unlisted: 970 });
  await ledger.refuse('192.0.2.1');
  expect([ledger.written.length, ledger.warned.length]).toEqual([31, 1]);
  ledger.later(86_400_000);
  for (let count = 0; count < 31; count += 1) await ledger.refuse('192.0.2.1');
  expect(ledger.warned).toHaveLength(2);
});

test('others are written meanwhile, until all together are too many', async () => {
  const ledger = openLedger();
  for (let count = 0; count < 40; count += 1) await ledger.refuse('192.0.2.1');
  for (let other = 0; other < 250; other += 1) await ledger.refuse(`198.51.100.${other}`);
  expect(ledger.written).toHaveLength(280);
  for (let other = 0; other < 250; other += 1) await ledger.refuse(`203.0.113.${other}`);
  expect(ledger.written).toHaveLength(300);
  ledger.later(10_000);
  await ledger.refuse('192.0.2.9');
  expect(ledger.written).toHaveLength(301);
});

test('the addresses of one IPv6 network are one source', async () => {
  const ledger = openLedger();
  for (let count = 0; count < 100; count += 1) await ledger.refuse(`2001:db8:0:1::${count.toString(16)}`);
  expect(ledger.written).toHaveLength(30);
  expect(ledger.warned).toEqual([
    { event: 'login.storm', source: '2001:db8:0:1::1e', why: 'login-refused', message: 'login storm' },
  ]);
});
