import { BRANDS } from '../../../phoneapps';
import { prefixOf } from '../../brands/support';
import { profileOf } from '../../device-profiles';
import { openTestApp, recordLog, type TestApp } from '../../test-app';

/** Outside the internal networks of these tests; all phones of the site have it. */
const SITE = '127.9.0.1';
const PHONES = 200;
const MINUTE = 60_000;

/** Brands whose phones need nothing but their MAC to enrol. */
const NEW_BRANDS = BRANDS.filter((brand) => !brand.createdByRest && brand.identity.ouis.length > 0);

let app: TestApp;
const log = recordLog();
beforeEach(async () => {
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'] }, { log }, null, { log });
  app.stopClock();
});
afterEach(() => app.close());

/** A phone of the site requests all files of its boot. True if it has got its config. */
async function boot(number: number): Promise<boolean> {
  const brand = NEW_BRANDS[number % NEW_BRANDS.length];
  if (!brand) throw new Error('no brands');
  const prefix = prefixOf(brand);
  const mac = prefix + number.toString(16).padStart(12 - prefix.length, '0');
  const model = Object.keys(brand.models)[0] ?? '';
  const profile = profileOf(brand);
  const headers = { 'User-Agent': profile.userAgent(model, mac) };
  let status = 0;
  for (const { file } of profile.boot(model, mac)) {
    ({ status } = await app.get(`/provision/${file}`, SITE, headers));
  }
  return status === 200;
}

/** How many minutes pass until all phones of the site have a config, each asking again a minute after a refusal. */
async function minutesUntilReady(): Promise<number> {
  let waiting = Array.from({ length: PHONES }, (_, number) => number);
  for (let minutes = 0; minutes < 120; minutes += 1) {
    const done = await Promise.all(waiting.map(boot));
    waiting = waiting.filter((_, index) => !done[index]);
    if (waiting.length === 0) return minutes;
    app.later(MINUTE);
  }
  throw new Error(`${waiting.length} phones still have no config`);
}

test('200 new phones behind one outside address all have a config after their first boot', async () => {
  expect(await minutesUntilReady()).toBe(0);
  expect(log.events().filter((event) => event === 'fetch.storm')).toEqual([]);
}, 300_000);
