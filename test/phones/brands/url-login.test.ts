import { splitUrlLogin, urlWithLogin } from '../../../src/phones/brands/url-login';
import fc from '../../fast-check';

const URL_HERE = 'http://192.0.2.10:8480/provision/token/';

test('a login stands in the URL, escaped', () => {
  const provisioningLogin = { user: 'desk', password: 'a@b:c/d$&' };
  expect(urlWithLogin({ provisioningUrl: URL_HERE, provisioningLogin })).toBe(
    'http://desk:a%40b%3Ac%2Fd%24%26@192.0.2.10:8480/provision/token/',
  );
});

test.each([
  [URL_HERE, null, URL_HERE],
  [URL_HERE, undefined, URL_HERE],
  [null, { user: 'desk', password: 'secret' }, null],
])('from %s and the login %j comes %s', (provisioningUrl, login, expected) => {
  const provisioningLogin = login ?? null;
  expect(urlWithLogin({ provisioningUrl, provisioningLogin })).toBe(expected);
});

test('whatever the login is, it comes back, and the URL without it', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(text, text, (user, password) => {
      const said = urlWithLogin({ provisioningUrl: URL_HERE, provisioningLogin: { user, password } });
      expect(new URL(said ?? '').hostname).toBe('192.0.2.10');
      expect(splitUrlLogin(said ?? '')).toEqual({ url: URL_HERE, user, password });
    }),
  );
});

test('a URL without a login has an empty one, and what is no HTTP URL is none', () => {
  expect(splitUrlLogin(URL_HERE)).toEqual({ url: URL_HERE, user: '', password: '' });
  for (const said of ['', 'sip:proxy@pbx.example.com:5060', '192.0.2.10', 'ftp://192.0.2.10/'])
    expect([said, splitUrlLogin(said)]).toEqual([said, null]);
});
