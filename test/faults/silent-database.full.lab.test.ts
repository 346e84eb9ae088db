import { parseMac } from '../../src/lib/mac';
import { testAddress } from '../addresses';
import { eventually } from '../test-app';
import type { ChildService } from '../trust/child-service';
import { type BarePhone, createBarePhone, type FetchAnswer } from './bare-phone';
import { type ChildLab, openChildLab, setAddresses } from './child-lab';

/** More than the pool has connections, so that most of them wait for one. */
const AT_ONCE = 24;
const EXTENSION = '1001';

let lab: ChildLab;
let service: ChildService;
let phone: BarePhone;
beforeAll(async () => {
  lab = await openChildLab();
  service = await lab.start({ HOTDESK_LOG_LEVEL: 'info' });
  await setAddresses(service);
  const mac = parseMac('005058007501');
  if (mac === null) throw new Error('an invalid MAC');
  phone = createBarePhone(service, mac, testAddress(75, 1));
  await phone.fetch();
  await phone.logIn(EXTENSION, '4711');
  // The first answer brings the URL with the session token; the second one is kept as the copy for it.
  await phone.fetch();
  expect(await phone.fetch()).toEqual({ status: 200, account: EXTENSION });
}, 180_000);
afterAll(async () => {
  lab.proxy.freezeNew = false;
  await lab?.close();
}, 60_000);

const fetchMany = (): Promise<FetchAnswer[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, () => phone.fetch()));

const lines = (text: string) => service.stdout.filter((line) => line.includes(text)).length;
const copies = () => lines('config.served-from-cache');

/** Fetches once. Returns whether the answer was the current config, once the log has said which it was. */
async function fetchesLive(): Promise<boolean> {
  const live = () => lines('config.fetched');
  const before = { live: live(), copies: copies() };
  if ((await phone.fetch()).account !== EXTENSION) return false;
  await eventually(() => live() > before.live || copies() > before.copies);
  return live() > before.live;
}

test('while the database answers nobody, every fetch gets its copy, also where the pool had no connection', async () => {
  await fetchMany();
  expect(copies()).toBe(0);
  const asking = fetchMany();
  lab.proxy.freezeNew = true;
  lab.proxy.freezePresent();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  await asking;
  const isServed = ({ account }: FetchAnswer) => account === EXTENSION;
  while (!(await fetchMany()).every(isServed)) expect(seconds()).toBeLessThan(60);
  process.stderr.write(`silent database: all phones get their copies after ${seconds().toFixed(1)} s\n`);
  await eventually(() => copies() >= AT_ONCE);
  // As long as it lasts.
  for (let round = 0; round < 3; round += 1)
    expect((await fetchMany()).filter(isServed)).toHaveLength(AT_ONCE);
  lab.proxy.freezeNew = false;
  await eventually(fetchesLive, 10_000);
}, 180_000);

test('while the database is slow and answers, a flood gets 503, and nobody gets a copy', async () => {
  const before = copies();
  await lab.db.raw('RENAME TABLE hotdesk_settings TO settings_of_test');
  await lab.db.raw(
    'CREATE VIEW hotdesk_settings AS SELECT s.* FROM settings_of_test s JOIN (SELECT SLEEP(1) AS slept) AS slow',
  );
  const flood = (await Promise.all([fetchMany(), fetchMany(), fetchMany()])).flat();
  await lab.db.raw('DROP VIEW hotdesk_settings');
  await lab.db.raw('RENAME TABLE settings_of_test TO hotdesk_settings');
  // Then the log has all lines of the flood, too.
  await eventually(fetchesLive, 10_000);
  expect(copies()).toBe(before);
  expect(lines('no connection to the database became free in time')).toBeGreaterThan(0);
  expect(flood.filter(({ status }) => status === 503).length).toBeGreaterThan(0);
}, 120_000);
