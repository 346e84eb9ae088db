import type { SecureVersion } from 'node:tls';
import type { TlsVersion } from '../../src/config/values';
import { askSecurely, openTestListener, pemFolder } from './support';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);

/** A phone with this version as its newest, which accepts all ciphers. */
async function versionWith(minVersion: TlsVersion, phone: SecureVersion): Promise<string> {
  const folder = pemFolder({ minVersion });
  const endpoint = await openTestListener(folder.files, (_request, response) => response.end());
  try {
    const client = { minVersion: phone, maxVersion: phone, ciphers: 'DEFAULT@SECLEVEL=0' };
    return String((await askSecurely(endpoint.port, '/', client)).version);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    await endpoint.close();
    folder.remove();
  }
}

describe('HOTDESK_TLS_MIN', () => {
  test.each([
    ['1.0', ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
    ['1.1', ['EPROTO', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
    ['1.2', ['EPROTO', 'EPROTO', 'TLSv1.2', 'TLSv1.3']],
    ['1.3', ['EPROTO', 'EPROTO', 'EPROTO', 'TLSv1.3']],
  ] as const)('%s allows this version and newer ones, but no older ones', async (minVersion, expected) => {
    const phones = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
    const seen: string[] = [];
    for (const phone of phones) seen.push(await versionWith(minVersion, phone));
    expect(seen).toEqual(expected);
  });
});
