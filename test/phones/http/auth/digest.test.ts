import { createHash } from 'node:crypto';
import { verifyBasic } from '../../../../src/phones/http/auth/basic';
import { digestChallenge, verifyDigest } from '../../../../src/phones/http/auth/digest';
import { createNonces } from '../../../../src/phones/http/auth/nonces';
import fc from '../../../fast-check';

const LOGIN = { user: 'phones', password: 'a-long-password' };
const TARGET = '/provision/cfg005058000001.xml';
const LIFE_MS = 300_000;

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

let now = 1_800_000_000_000;
const nonces = createNonces(Buffer.alloc(32, 1), () => now);

interface Answer {
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly qop: string;
  readonly nc: string;
  readonly more: string;
}

/** An answer as RFC 7616 has a client make it, with what a test changes. */
function answer(change: Partial<Answer> = {}): string {
  const { user, password, realm, method, uri, nonce, qop, nc, more }: Answer = {
    ...LOGIN,
    realm: 'Hotdesk',
    method: 'GET',
    uri: TARGET,
    nonce: nonces.make(),
    qop: 'auth',
    nc: '00000001',
    more: '',
    ...change,
  };
  const response = md5(
    `${md5(`${user}:${realm}:${password}`)}:${nonce}:${nc}:0a4f:${qop}:${md5(`${method}:${uri}`)}`,
  );
  return (
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", ` +
    `qop=${qop}, nc=${nc}, cnonce="0a4f"${more}`
  );
}

const judge = (header: string | undefined, method = 'GET', target = TARGET) =>
  verifyDigest(header, { method, target }, LOGIN, nonces);

describe('HTTP digest', () => {
  test('gives the result of the example in RFC 7616', () => {
    // RFC 7616, 3.9.1, in its MD5 form: the reckoning, not our realm.
    const one = md5('Mufasa:http-auth@example.org:Circle of Life');
    const two = md5('GET:/dir/index.html');
    const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    expect(md5(`${one}:${nonce}:00000001:${cnonce}:auth:${two}`)).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });

  test.each([
    ['right', {}],
    ['right', { uri: `http://127.0.0.1:8480${TARGET}` }],
    ['right', { nc: '0000000F' }],
    ['right', { more: ', algorithm=MD5' }],
    ['right', { more: ', algorithm="md5", opaque="x"' }],
    ['wrong', { password: 'another-password' }],
    ['wrong', { user: 'Phones' }],
    ['wrong', { realm: 'Elsewhere' }],
    ['wrong', { method: 'HEAD' }],
    ['wrong', { uri: '/provision/cfg005058000002.xml' }],
    ['wrong', { uri: `${TARGET}?x=1` }],
    ['wrong', { qop: 'auth-int' }],
    ['wrong', { nc: '1' }],
    ['wrong', { more: ', algorithm=SHA-256' }],
    ['wrong', { more: ', username="phones"' }],
    ['wrong', { more: `, opaque="${'x'.repeat(2_000)}"` }],
  ] as const)('is %s with %j', (verdict, change) => {
    expect(judge(answer(change))).toBe(verdict);
  });

  test('is missing without a header, and wrong with another scheme', () => {
    expect(judge(undefined)).toBe('missing');
    expect(judge('')).toBe('wrong');
    expect(judge(`Basic ${Buffer.from('phones:a-long-password').toString('base64')}`)).toBe('wrong');
    expect(judge(answer().replace(/, qop=auth/, ''))).toBe('wrong');
  });

  test('accepts a nonce for five minutes, then calls it stale', () => {
    const old = answer();
    now += LIFE_MS;
    expect(judge(old)).toBe('right');
    now += 1;
    expect(judge(old)).toBe('stale');
    expect(judge(answer({ password: 'another-password' }))).toBe('wrong');
  });

  test('calls a nonce stale only when the password is right', () => {
    const foreign = createNonces(Buffer.alloc(32, 2), () => now).make();
    for (const nonce of [foreign, 'x', `${foreign.slice(0, -1)}_`]) {
      expect(judge(answer({ nonce }))).toBe('stale');
      expect(judge(answer({ nonce, password: 'another-password' }))).toBe('wrong');
    }
  });

  test('challenges with qop, MD5 and a fresh nonce', () => {
    expect(digestChallenge(nonces, false)).toMatch(
      /^Digest realm="Hotdesk", qop="auth", algorithm=MD5, nonce="[\w-]{30}"$/,
    );
    expect(digestChallenge(nonces, true)).toMatch(/, stale=true$/);
  });

  test('a foreign or modified nonce is not fresh', () => {
    const nonce = nonces.make();
    expect(nonces.isFresh(nonce)).toBe(true);
    fc.assert(fc.property(fc.string(), (text) => !nonces.isFresh(text)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 28 }), (index) => {
        const letter = nonce[index] === 'A' ? 'B' : 'A';
        return !nonces.isFresh(nonce.slice(0, index) + letter + nonce.slice(index + 1));
      }),
    );
  });

  test('any made-up header is wrong', () => {
    const parts = [
      'Digest ',
      'username=',
      '"',
      '\\',
      ',',
      'nonce=',
      'uri=',
      TARGET,
      'phones',
      '=',
      ' ',
      'nc=00000001',
    ];
    const header = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.array(fc.oneof(fc.constantFrom(...parts), fc.string())).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        expect(judge(text)).toBe('wrong');
        expect(judge(`Digest ${text}`)).toBe('wrong');
        expect(verifyBasic(text, LOGIN)).toBe('wrong');
        expect(verifyBasic(`Basic ${text}`, LOGIN)).toBe('wrong');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('HTTP basic', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  test.each([
    ['right', basic('phones:a-long-password')],
    ['right', basic('phones:a-long-password').replace('Basic', 'basic')],
    ['wrong', basic('phones:a-long-passworD')],
    ['wrong', basic('phones')],
    ['wrong', basic('phones:a-long-password:x')],
    ['wrong', basic('')],
    ['wrong', 'Basic'],
    ['wrong', 'Basic =='],
    ['wrong', `Bearer ${Buffer.from('phones:a-long-password').toString('base64')}`],
    ['missing', undefined],
  ])('is %s with %j', (verdict, header) => {
    expect(verifyBasic(header, LOGIN)).toBe(verdict);
  });
});
