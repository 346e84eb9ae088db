import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../../src/desk/settings';
import { createUrls } from '../../src/phones/urls';

const settings = (change: Partial<DeskSettings>): DeskSettings => ({
  ...DEFAULT_DESK_SETTINGS,
  internalAddress: '192.168.1.10',
  externalAddress: '2001:db8::1',
  ...change,
});

describe('the URLs that phones are given', () => {
  test.each([
    [{}, { http: 8480, https: 8443 }, 'http://192.168.1.10:8480', 'http://[2001:db8::1]:8480'],
    [{ phonesPort: 80 }, { http: 8480, https: 8443 }, 'http://192.168.1.10:80', 'http://[2001:db8::1]:80'],
    [
      { phonesScheme: 'https' },
      { http: 8480, https: 8443 },
      'https://192.168.1.10:8443',
      'https://[2001:db8::1]:8443',
    ],
    [
      { phonesScheme: 'https', phonesPort: 80, phonesTlsPort: 443 },
      { http: 8480, https: 8443 },
      'https://192.168.1.10:443',
      'https://[2001:db8::1]:443',
    ],
    [
      { phonesScheme: 'https', phonesTlsPort: 443 },
      { http: 8480, https: null },
      'http://192.168.1.10:8480',
      'http://[2001:db8::1]:8480',
    ],
  ] as const)('with %j and the ports %j are at %s and %s', (change, listening, internal, external) => {
    const urls = createUrls(settings(change), listening);
    expect(urls.provisioning('internal', 'token')).toBe(`${internal}/provision/token/`);
    expect(urls.provisioning('external', 'token')).toBe(`${external}/provision/token/`);
    expect(urls.app('internal', 'token')).toBe(`${internal}/apps/token/i`);
    expect(urls.app('external', 'token', 'login')).toBe(`${external}/apps/token/e/login`);
  });
});
