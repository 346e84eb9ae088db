import { readConfig } from '../../src/app/config';
import { complaint, files } from './support';

const PHONES = {
  HOTDESK_PHONES_TLS_PORT: '8443',
  HOTDESK_PHONES_TLS_CERT: '/etc/hotdesk/phones.crt',
  HOTDESK_PHONES_TLS_KEY: '/etc/hotdesk/phones.key',
};
const PEOPLE = {
  HOTDESK_ADMIN_TLS_CERT: '/etc/hotdesk/admin.crt',
  HOTDESK_ADMIN_TLS_KEY: '/etc/hotdesk/admin.key',
};

/** An environment with one setting left out. */
function without(env: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));
}

describe('HTTPS of the phone server', () => {
  test('has the address of HTTP and a port and files of its own', () => {
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

  test('speaks TLS 1.2 and newer by default', () => {
    expect(readConfig(PHONES, files()).phonesTls?.tls?.minVersion).toBe('1.2');
  });

  test.each([
    [{}, 'optional'],
    [{ HOTDESK_PHONES_CLIENT_CERT: 'optional' }, 'optional'],
    [{ HOTDESK_PHONES_CLIENT_CERT: 'required' }, 'required'],
  ])('with roots and %j certificates are %s', (env, policy) => {
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
  ])('is refused when only a part of it is given: %j', (env, given, missing) => {
    expect(complaint(env)).toBe(`${given} is set without ${missing}; set both.`);
  });
});

describe('HTTPS of the admin API', () => {
  test('is spoken on its own port, 1.2 and newer whatever the phones need', () => {
    const { admin } = readConfig({ ...PEOPLE, HOTDESK_TLS_MIN: '1.0' }, files());
    expect(admin).toMatchObject({ port: 8481, tls: { clientCa: null, minVersion: '1.2' } });
  });

  test.each([
    ['HOTDESK_ADMIN_TLS_CERT', 'HOTDESK_ADMIN_TLS_KEY'],
    ['HOTDESK_ADMIN_TLS_KEY', 'HOTDESK_ADMIN_TLS_CERT'],
  ])('is refused with %s alone', (given, missing) => {
    expect(complaint(without(PEOPLE, missing))).toBe(`${given} is set without ${missing}; set both.`);
  });
});
