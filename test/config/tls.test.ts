import { readConfig } from '../../src/app/config';
import { configErrorOf, files } from './support';

const PHONES = {
  HOTDESK_PHONES_TLS_PORT: '8443',
  HOTDESK_PHONES_TLS_CERT: '/etc/hotdesk/phones.crt',
  HOTDESK_PHONES_TLS_KEY: '/etc/hotdesk/phones.key',
};
const ADMIN = {
  HOTDESK_ADMIN_TLS_CERT: '/etc/hotdesk/admin.crt',
  HOTDESK_ADMIN_TLS_KEY: '/etc/hotdesk/admin.key',
};

/** The environment without one setting. */
function without(env: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));
}

describe('HTTPS of the phone server', () => {
  test('has the address of HTTP and its own port and files', () => {
    const { phones, phonesTls, clientCertificates } = readConfig(
      { ...PHONES, HOTDESK_PHONES_BIND: '192.0.2.1', HOTDESK_TLS_MIN: '1.0' },
      files(),
    );
    expect(phones).toMatchObject({ bind: '192.0.2.1', port: 8480, tls: null });
    expect(phonesTls).toEqual({
      bind: '192.0.2.1',
      port: 8443,
      setting: 'HOTDESK_PHONES_TLS_PORT',
      tls: {
        cert: { setting: 'HOTDESK_PHONES_TLS_CERT', path: '/etc/hotdesk/phones.crt' },
        key: { setting: 'HOTDESK_PHONES_TLS_KEY', path: '/etc/hotdesk/phones.key' },
        clientCa: null,
        minVersion: '1.0',
      },
    });
    expect(clientCertificates).toBe('off');
  });

  test('allows TLS 1.2 and newer by default', () => {
    expect(readConfig(PHONES, files()).phonesTls?.tls?.minVersion).toBe('1.2');
  });

  test.each([
    [{}, 'optional'],
    [{ HOTDESK_PHONES_CLIENT_CERT: 'optional' }, 'optional'],
    [{ HOTDESK_PHONES_CLIENT_CERT: 'required' }, 'required'],
  ])('with a client CA and %j makes certificates %s', (env, policy) => {
    const config = readConfig({ ...PHONES, HOTDESK_PHONES_CLIENT_CA: '/ca.pem', ...env }, files());
    expect(config.clientCertificates).toBe(policy);
    expect(config.phonesTls?.tls?.clientCa).toEqual({ setting: 'HOTDESK_PHONES_CLIENT_CA', path: '/ca.pem' });
  });

  test.each([
    [without(PHONES, 'HOTDESK_PHONES_TLS_PORT'), 'HOTDESK_PHONES_TLS_CERT', 'HOTDESK_PHONES_TLS_PORT'],
    [without(PHONES, 'HOTDESK_PHONES_TLS_CERT'), 'HOTDESK_PHONES_TLS_KEY', 'HOTDESK_PHONES_TLS_CERT'],
    [without(PHONES, 'HOTDESK_PHONES_TLS_KEY'), 'HOTDESK_PHONES_TLS_CERT', 'HOTDESK_PHONES_TLS_KEY'],
    [{ HOTDESK_PHONES_TLS_PORT: '8443' }, 'HOTDESK_PHONES_TLS_PORT', 'HOTDESK_PHONES_TLS_CERT'],
    [{ HOTDESK_PHONES_CLIENT_CA: '/ca.pem' }, 'HOTDESK_PHONES_CLIENT_CA', 'HOTDESK_PHONES_TLS_PORT'],
    [
      { ...PHONES, HOTDESK_PHONES_CLIENT_CERT: 'required' },
      'HOTDESK_PHONES_CLIENT_CERT',
      'HOTDESK_PHONES_CLIENT_CA',
    ],
  ])('is refused if incomplete: %j', (env, given, missing) => {
    expect(configErrorOf(env)).toBe(`${given} is set without ${missing}; set both.`);
  });
});

describe('HTTPS of the admin API', () => {
  test('uses the admin port and TLS 1.2 or newer, independent of the phones', () => {
    const { admin } = readConfig({ ...ADMIN, HOTDESK_TLS_MIN: '1.0' }, files());
    expect(admin).toMatchObject({ port: 8481, tls: { clientCa: null, minVersion: '1.2' } });
  });

  test.each([
    ['HOTDESK_ADMIN_TLS_CERT', 'HOTDESK_ADMIN_TLS_KEY'],
    ['HOTDESK_ADMIN_TLS_KEY', 'HOTDESK_ADMIN_TLS_CERT'],
  ])('is refused with %s alone', (given, missing) => {
    expect(configErrorOf(without(ADMIN, missing))).toBe(`${given} is set without ${missing}; set both.`);
  });
});
