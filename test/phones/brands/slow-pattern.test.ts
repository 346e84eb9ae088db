import { BRANDS } from '../../../phoneapps';
import { isSlowPattern } from '../../../src/phones/brands/custom/slow-pattern';
import { matchesUserAgent, readUserAgent } from '../../../src/phones/brands/identify';
import { profileOf } from '../../device-profiles';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const SAMPLE = 'Phone 1.0 Acme x1';

test.each([
  /^(?:[\w.]+[ /]?)+Acme (?<model>\w+)$/,
  /^(\w+)*$/,
  /(a|aa)+$/,
  /^Phone (\d+|[0-9.]+)+ Acme$/,
  /^Phone 1\.0 (?:[a-z]*)*x$/i,
  /^(?:.*)(?:.*)(?:.*)(?:.*)(?:.*)=$/,
  /Acme (?<model>(x|x1|1)+)$/,
])('%s is slow', (pattern) => expect(isSlowPattern(pattern, SAMPLE)).toBe(true));

test.each([
  /^Acme (?<model>\S+) (?<firmware>\S+) (?<mac>[0-9a-f]{12})$/,
  /^(?:\w+ )?[\w.]+ Acme (?<model>\w+)$/,
  /Acme/,
  /.*Acme.*/,
])('%s is not', (pattern) => expect(isSlowPattern(pattern, SAMPLE)).toBe(false));

test.each(BRANDS.map((brand) => [brand.id, brand] as const))('no pattern of %s is slow', (_id, brand) => {
  const userAgent = profileOf(brand).userAgent(Object.keys(brand.models)[0] ?? '', '001122334455');
  const { userAgents, sipUserAgents } = brand.identity;
  expect([...userAgents, ...sipUserAgents].filter((pattern) => isSlowPattern(pattern, userAgent))).toEqual(
    [],
  );
});

test('a User-Agent is read up to its 256th character', () => {
  const [brand] = BRANDS.filter(({ id }) => id === 'yealink');
  if (!brand) throw new Error('no such brand');
  const identity = { ...brand.identity, userAgents: [/(?<model>x)$/] };
  expect(readUserAgent({ ...brand, identity }, 'x'.padStart(256))?.model).toBe('x');
  expect(readUserAgent({ ...brand, identity }, 'x'.padStart(257))).toBeNull();
  expect([matchesUserAgent([/x/], 'x'.padStart(256)), matchesUserAgent([/x/], 'x'.padStart(257))]).toEqual([
    true,
    false,
  ]);
});
