import { createFetchRateLimiter } from '../../../src/phones/http/fetch-rate-limiter';
import { InternalSources } from '../../../src/phones/http/internal-sources';
import { openTestApp, type TestApp } from '../../test-app';

const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };
const macOf = (number: number) => `005058${number.toString(16).padStart(6, '0')}`;

describe('a source that sweeps', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openTestApp();
    app.stopClock();
  });
  afterEach(() => app.close());

  const fetchMac = (number: number, from: string) =>
    app.get(`/provision/cfg${macOf(number)}.xml`, from, S500);

  /** How often each status answered one fetch of each of these unknown MACs. */
  const sweep = async (from: number, count: number): Promise<Record<number, number>> => {
    const counts: Record<number, number> = {};
    for (let number = from; number < from + count; number += 1) {
      const { status } = await fetchMac(number, '127.0.0.5');
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };

  test('cannot make more MACs known, while known phones, there and elsewhere, get their configs', async () => {
    await fetchMac(1, '127.0.0.5');
    expect(await sweep(100, 255)).toEqual({ 200: 249, 429: 6 });
    expect(await app.store.phone(macOf(354) as never)).toBeNull();
    expect((await fetchMac(1, '127.0.0.5')).status).toBe(200);
    expect((await fetchMac(999, '127.0.0.6')).status).toBe(200);
    app.later(5_000);
    expect((await fetchMac(998, '127.0.0.5')).status).toBe(200);
  });

  test('gets 429 instead of 404 where unknown phones get nothing', async () => {
    await app.set({ enrolment: 'known' });
    expect(await sweep(100, 255)).toEqual({ 404: 250, 429: 5 });
  });

  test('gets 429 instead of 404 for files that no phone asks for, and new phones there get their configs', async () => {
    for (let number = 0; number < 60; number += 1) await app.get(`/provision/${number}.txt`, '127.0.0.5');
    expect((await app.get('/provision/61.txt', '127.0.0.5')).status).toBe(429);
    expect((await app.get(`/provision/${macOf(1)}.boot`, '127.0.0.5')).status).toBe(404);
    expect((await fetchMac(1, '127.0.0.5')).status).toBe(200);
  });
});

test('a burst is logged once, and the next burst again', () => {
  const lines: object[] = [];
  let now = 0;
  const rateLimiter = createFetchRateLimiter(() => now, {
    warn: (fields, message) => lines.push({ ...fields, message }),
  });
  const burst = () => {
    for (let penalize = 0; penalize < 300; penalize += 1) rateLimiter.penalize('203.0.113.5', 'unknown-mac');
  };
  burst();
  expect(lines).toEqual([
    { event: 'fetch.storm', source: '203.0.113.5', reason: 'unknown-mac', message: 'fetch storm' },
  ]);
  now = 3_600_000;
  burst();
  expect(lines).toHaveLength(2);
});

test('a machine inside that asks for missing files throttles no phone beside it in its IPv6 /64', () => {
  const sources = new InternalSources();
  sources.follow(['2001:db8:0:1::/64']);
  const rateLimiter = createFetchRateLimiter(() => 0, { warn: () => undefined }, sources);
  for (const network of ['2001:db8:0:1', '2001:db8:0:2'])
    for (let number = 0; number < 60; number += 1) rateLimiter.penalize(`${network}::bad`, 'no-such-file');
  const isThrottled = (address: string) => rateLimiter.isUsedUp(address, 'no-such-file');
  expect(['2001:db8:0:1::bad', '2001:db8:0:1::7', '2001:db8:0:2::7'].map(isThrottled)).toEqual([
    true,
    false,
    true,
  ]);
});

describe('the log lines of fetches', () => {
  let app: TestApp;
  let lines: { readonly source: string; readonly unlisted?: number }[];
  beforeEach(async () => {
    lines = [];
    const debug = (fields: object) => {
      if ('event' in fields && fields.event === 'config.fetched') lines.push(fields as never);
    };
    const nothing = () => undefined;
    app = await openTestApp({}, { log: { debug, info: nothing, warn: nothing, error: nothing } });
    app.stopClock();
  });
  afterEach(() => app.close());

  const fetchOften = async (count: number, from: string) => {
    for (let fetched = 0; fetched < count; fetched += 1)
      await app.get(`/provision/cfg${macOf(1)}.xml`, from, S500);
  };

  test('cannot fill the disk, and say how many were left out', async () => {
    await fetchOften(310, '127.0.0.5');
    expect(lines).toHaveLength(300);
    await fetchOften(1, '127.0.0.6');
    expect(lines.at(-1)).toMatchObject({ source: '127.0.0.6' });
    app.later(2_000);
    await fetchOften(2, '127.0.0.5');
    expect(lines).toHaveLength(302);
    expect(lines.at(-1)).toMatchObject({ source: '127.0.0.5', unlisted: 10 });
  });
});
