import { readConfig } from '../../src/app/config';
import { readEnvironment } from '../../src/config/environment';
import { SETTINGS } from '../../src/config/settings';
import { configErrorOf, files, unreadable } from './support';

describe('each setting', () => {
  it.each([
    [
      { HOTDESK_PHONES_PORT: '0', HOTDESK_ADMIN_PORT: '65535' },
      { phones: { port: 0 }, admin: { port: 65_535 } },
    ],
    [
      { HOTDESK_PHONES_BIND: '::', HOTDESK_ADMIN_BIND: 'fe80::1%eth0' },
      { phones: { bind: '::' }, admin: { bind: 'fe80::1%eth0' } },
    ],
    [{ HOTDESK_ADMIN_KEY: 'a-key-of-24-characters--' }, { adminKey: 'a-key-of-24-characters--' }],
    [
      { HOTDESK_TRUSTED_PROXIES: '10.0.0.5/32, 2001:db8::/64' },
      { trustedProxies: ['10.0.0.5/32', '2001:db8::/64'] },
    ],
    [{ HOTDESK_SECRET: 's'.repeat(32) }, { secret: 's'.repeat(32) }],
    [{ HOTDESK_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [
      { HOTDESK_LOG_LEVEL: '', HOTDESK_SECRET: '', HOTDESK_PHONES_PORT: '' },
      { logLevel: 'info', secret: null, phones: { port: 8480 } },
    ],
  ])('%j is accepted', (env, expected) => {
    expect(readConfig(env, files())).toMatchObject(expected);
  });

  it.each([
    [
      { HOTDESK_PHONES_PORT: 'abc' },
      'HOTDESK_PHONES_PORT must be a port number from 0 to 65535, but is "abc".',
    ],
    [
      { HOTDESK_ADMIN_PORT: '65536' },
      'HOTDESK_ADMIN_PORT must be a port number from 0 to 65535, but is "65536".',
    ],
    [{ HOTDESK_ADMIN_PORT: '-1' }, 'HOTDESK_ADMIN_PORT must be a port number from 0 to 65535, but is "-1".'],
    [
      { HOTDESK_PHONES_BIND: 'a b' },
      'HOTDESK_PHONES_BIND must be an IP address or a host name, without a port, but is "a b".',
    ],
    [
      { HOTDESK_LOG_LEVEL: 'loud' },
      'HOTDESK_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, but is "loud".',
    ],
    [
      { HOTDESK_ADMIN_KEY: 'top secret of 24 characters' },
      'HOTDESK_ADMIN_KEY must be made of visible ASCII characters without spaces.',
    ],
    [
      { HOTDESK_ADMIN_KEY: 'a-key-of-23-characters-' },
      'HOTDESK_ADMIN_KEY must be at least 24 characters long.',
    ],
    [
      { HOTDESK_WEBHOOK_TARGETS: 'private' },
      'HOTDESK_WEBHOOK_TARGETS must be any or public, but is "private".',
    ],
    [{ HOTDESK_SECRET: 'topsecret' }, 'HOTDESK_SECRET must be at least 32 characters long.'],
    [{ HOTDESK_DATA_DIR: 'a\nb' }, 'HOTDESK_DATA_DIR must be a text in one line, but is "a\\nb".'],
    [
      { HOTDESK_PHONES_TLS_KEY: `-----BEGIN PRIVATE KEY-----\n${'topsecret'.repeat(20)}` },
      'HOTDESK_PHONES_TLS_KEY must be the path of a PEM file.',
    ],
    [{ HOTDESK_TLS_MIN: '1.4' }, 'HOTDESK_TLS_MIN must be one of 1.0, 1.1, 1.2, 1.3, but is "1.4".'],
    [
      { HOTDESK_PHONES_CLIENT_CERT: 'yes' },
      'HOTDESK_PHONES_CLIENT_CERT must be optional or required, but is "yes".',
    ],
    ...['0.0.0.0/0', '10.0.0.1', '10.0.0.0/33', 'fe80::1%eth0/64', '10.0.0.0/8,', 'loopback'].map(
      (text): [Record<string, string>, string] => [
        { HOTDESK_TRUSTED_PROXIES: text },
        'HOTDESK_TRUSTED_PROXIES must be a comma-separated list of networks in CIDR form, such as 10.0.0.5/32, ' +
          `but not all addresses (/0), but is "${text}".`,
      ],
    ),
    ...['::ffff:0:0/96', '::ffff:10.0.0.0/104', '10.0.0.5/32,::ffff:10.0.0.6/128', '::/1'].map(
      (text): [Record<string, string>, string] => [
        { HOTDESK_TRUSTED_PROXIES: text },
        'HOTDESK_TRUSTED_PROXIES must be without IPv4 addresses in IPv6 form (::ffff:0:0/96): write such a network as ' +
          `IPv4, such as 10.0.0.0/8, but is "${text}".`,
      ],
    ),
    ...['0.0.0.0/1,128.0.0.0/1', '128.0.0.0/2,0.0.0.0/1,10.0.0.0/8,192.0.0.0/2'].map(
      (text): [Record<string, string>, string] => [
        { HOTDESK_TRUSTED_PROXIES: text },
        'HOTDESK_TRUSTED_PROXIES must be networks that are not all IPv4 or all IPv6 addresses together, ' +
          `but is "${text}".`,
      ],
    ),
    [
      { HOTDESK_PHONE_PORT: '1' },
      'Unknown HOTDESK_ variable HOTDESK_PHONE_PORT; docs/settings.md lists all settings.',
    ],
    [
      { HOTDESK_LOG_LEVEL_FILES: '1' },
      'Unknown HOTDESK_ variable HOTDESK_LOG_LEVEL_FILES; docs/settings.md lists all settings.',
    ],
  ])('%j is refused with a sentence that names it', (env, sentence) => {
    expect(configErrorOf(env)).toBe(sentence);
  });

  it('ignores variables of others and of the tests', () => {
    const ofTests = {
      HOTDESK_LAB: 'required',
      HOTDESK_LAB_DIR: '/x',
      HOTDESK_TESTS: 'full',
      HOTDESK_SEED: '1',
    };
    expect(() => readConfig({ HOME: '/root', HOTDESK: 'x', ...ofTests }, files())).not.toThrow();
  });

  it.each(Object.values(SETTINGS))(
    '$name may be in a file, without its last line break',
    ({ name, example }) => {
      const given = { [`${name}_FILE`]: '/run/secrets/x' };
      for (const lineBreak of ['', '\n', '\r\n']) {
        const fromFile = readEnvironment(given, files({ '/run/secrets/x': `${example}${lineBreak}` }));
        expect(fromFile).toEqual(readEnvironment({ [name]: example }, files()));
      }
    },
  );

  it('is checked in a file too, also for a second line break', () => {
    const env = { HOTDESK_LOG_LEVEL_FILE: '/x' };
    expect(configErrorOf(env, files({ '/x': 'info\n\n' }))).toMatch(
      /^HOTDESK_LOG_LEVEL must be one of .* is "info\\n"\.$/,
    );
    expect(configErrorOf(env, files({ '/x': '\n' }))).toBe(
      'HOTDESK_LOG_LEVEL_FILE names /x, which is empty.',
    );
    expect(configErrorOf(env)).toBe('HOTDESK_LOG_LEVEL_FILE names /x, which cannot be read (ENOENT).');
    expect(configErrorOf(env, unreadable)).toBe(
      'HOTDESK_LOG_LEVEL_FILE names /x, which cannot be read (EACCES).',
    );
  });

  it('is refused if it is set twice', () => {
    expect(configErrorOf({ HOTDESK_SECRET: 'x', HOTDESK_SECRET_FILE: '/x' })).toBe(
      'HOTDESK_SECRET and HOTDESK_SECRET_FILE are both set; set only one of them.',
    );
  });
});
