import type { Mac } from '../../../src/lib/mac';
import { openTestApp, recordLog, type TestApp } from '../../test-app';

const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

let app: TestApp;
const log = recordLog();
beforeEach(async () => {
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'] }, {}, null, { log });
  app.stopClock();
});
afterEach(() => app.close());

const mac = (number: number) => `005058${number.toString(16).padStart(6, '0')}`;
const fetchOf = (number: number, from: string) => app.get(`/provision/cfg${mac(number)}.xml`, from, S500);
const outside = (number: number) => `127.9.${Math.floor(number / 250)}.${(number % 250) + 1}`;
const inside = (number: number) => `127.0.${Math.floor(number / 250)}.${(number % 250) + 1}`;

/** What one fetch of each of these unknown phones gets, from an address of its own. */
async function enrol(from: number, count: number, addressOf: (number: number) => string): Promise<string[]> {
  const outcomes: string[] = [];
  for (let number = from; number < from + count; number += 1) {
    const claims = { mac: mac(number) as Mac, brand: 'sangoma', model: 's500', firmware: null };
    const decision = await app.desk.resolveConfig({ ...claims, address: addressOf(number), tokenText: null });
    outcomes.push(decision.kind === 'absent' ? decision.reason : decision.kind);
  }
  return outcomes;
}

const enrolled = async () => Number((await app.db('hotdesk_phones').count({ count: '*' }))[0]?.count);
const countOf = (outcomes: readonly string[], outcome: string) =>
  outcomes.filter((each) => each === outcome).length;

test('strangers who sweep MACs from many addresses fill no table, and keep no other phone out', async () => {
  expect((await fetchOf(0, outside(0))).status).toBe(200);
  const swept = await enrol(1_000, 1_100, outside);
  expect([countOf(swept, 'logged-out'), countOf(swept, 'too-many-enrolments')]).toEqual([999, 101]);
  expect(await enrolled()).toBe(1_000);
  expect(await app.db('hotdesk_audit').where({ action: 'phone-enrolled' })).toHaveLength(300);
  expect(log.events().filter((event) => event === 'enrolment.limited')).toHaveLength(1);
  expect((await fetchOf(9_999, outside(1))).status).toBe(429);
  expect((await fetchOf(0, outside(0))).status).toBe(200);
  // Phones inside have a limit of their own: a large site may boot at once.
  expect(countOf(await enrol(5_000, 1_000, inside), 'logged-out')).toBe(1_000);
  app.later(10_000);
  expect(countOf(await enrol(3_000, 12, outside), 'logged-out')).toBe(10);
});
