import { readConfig } from '../../src/app/config';
import { configErrorOf, files } from './support';

test('TFTP is off without a port', () => {
  expect(readConfig({}, files()).tftp).toBeNull();
});

test('TFTP listens on the address of the phone server, or on its own', () => {
  const env = { HOTDESK_TFTP_PORT: '69', HOTDESK_PHONES_BIND: '192.0.2.1' };
  expect(readConfig(env, files()).tftp).toEqual({ bind: '192.0.2.1', port: 69 });
  expect(readConfig({ ...env, HOTDESK_TFTP_BIND: '192.0.2.2' }, files()).tftp).toEqual({
    bind: '192.0.2.2',
    port: 69,
  });
});

test('a TFTP address without a port is refused', () => {
  const bind = { HOTDESK_TFTP_BIND: '192.0.2.2' };
  expect(configErrorOf(bind)).toBe('HOTDESK_TFTP_BIND needs HOTDESK_TFTP_PORT.');
});

test('TFTP is refused if client certificates are required', () => {
  const env = {
    HOTDESK_TFTP_PORT: '69',
    HOTDESK_PHONES_TLS_PORT: '8443',
    HOTDESK_PHONES_TLS_CERT: '/etc/hotdesk/phones.crt',
    HOTDESK_PHONES_TLS_KEY: '/etc/hotdesk/phones.key',
    HOTDESK_PHONES_CLIENT_CA: '/etc/hotdesk/makers.pem',
  };
  expect(readConfig(env, files()).tftp).not.toBeNull();
  expect(configErrorOf({ ...env, HOTDESK_PHONES_CLIENT_CERT: 'required' })).toBe(
    'HOTDESK_TFTP_PORT cannot be used with HOTDESK_PHONES_CLIENT_CERT=required: TFTP has no certificates.',
  );
});
