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

/** The statuses of one fetch of each unknown phone, from an address of its own. */
async function enrol(from: number, count: number, addressOf: (number: number) => string): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = from; number < from + count; number += 1)
    statuses.push((await fetchOf(number, addressOf(number))).status);
  return statuses;
}

const enrolled = async () => Number((await app.db('hotdesk_phones').count({ count: '*' }))[0]?.count);
const countOf = (statuses: readonly number[], status: number) =>
  statuses.filter((each) => each === status).length;

test('strangers who sweep MACs from many addresses fill no table, and keep no other phone out', async () => {
  const [known = 0] = await enrol(0, 1, outside);
  const swept = await enrol(1_000, 300, outside);
  expect([known, countOf(swept, 200), countOf(swept, 429)]).toEqual([200, 199, 101]);
  expect(await enrolled()).toBe(200);
  expect(await app.db('hotdesk_audit').where({ action: 'phone-enrolled' })).toHaveLength(200);
  expect(log.events().filter((event) => event === 'enrolment.limited')).toHaveLength(1);
  expect((await fetchOf(0, outside(0))).status).toBe(200);
  // Phones inside have a limit of their own: a site of 200 may boot at once.
  expect(countOf(await enrol(5_000, 200, inside), 200)).toBe(200);
});

test('a site of 400 new phones that boots at once is in within minutes', async () => {
  const later = new Set(Array.from({ length: 400 }, (_, number) => number));
  for (let minute = 0; minute <= 4; minute += 1) {
    for (const number of [...later])
      if ((await fetchOf(number, inside(number))).status === 200) later.delete(number);
    app.later(60_000);
  }
  expect(later.size).toBe(0);
});
