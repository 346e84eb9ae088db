import { ConfigError } from '../../src/config/config-error';
import { readTlsTexts, usableCertificate } from '../../src/listeners/certificate';
import { makeCertificate } from '../support/certificates';
import { askSecurely, openTestListener, type PemFolder, pemFolder, ROOT } from './support';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);

let folder: PemFolder;
beforeEach(() => {
  folder = pemFolder({ clientCa: ROOT.cert });
});
afterEach(() => folder.remove());

async function configErrorOf(): Promise<string> {
  try {
    usableCertificate(folder.files, await readTlsTexts(folder.files));
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return String((error as ConfigError).message);
  }
  throw new Error('nothing was wrong');
}

describe('certificate files', () => {
  test('are accepted if valid', async () => {
    const { context } = usableCertificate(folder.files, await readTlsTexts(folder.files));
    expect(context.ca).toEqual([ROOT.cert.trim()]);
  });

  test('may contain several client CAs', async () => {
    const other = makeCertificate({ names: ['Another root'] });
    folder.write('clientCa', `# of two makers\n${ROOT.cert}\n${other.cert}`);
    const { context } = usableCertificate(folder.files, await readTlsTexts(folder.files));
    expect(context.ca).toHaveLength(2);
  });

  const other = makeCertificate({ names: ['other'] });
  test.each([
    ['cert', 'no PEM', 'HOTDESK_PHONES_TLS_CERT (<path>) contains no PEM certificate.'],
    ['cert', '', 'HOTDESK_PHONES_TLS_CERT (<path>) contains no PEM certificate.'],
    ['key', 'no PEM', 'HOTDESK_PHONES_TLS_KEY (<path>) contains no PEM private key without a passphrase.'],
    ['key', other.cert, 'HOTDESK_PHONES_TLS_KEY (<path>) contains no PEM private key without a passphrase.'],
    [
      'key',
      other.key,
      'HOTDESK_PHONES_TLS_KEY (<path>) does not belong to HOTDESK_PHONES_TLS_CERT (<path>).',
    ],
    ['clientCa', 'no PEM', 'HOTDESK_PHONES_CLIENT_CA (<path>) contains no PEM certificate.'],
    [
      'clientCa',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'HOTDESK_PHONES_CLIENT_CA (<path>) contains no PEM certificate.',
    ],
  ] as const)('with a wrong %s are refused with a sentence', async (file, text, sentence) => {
    folder.write(file, text);
    expect((await configErrorOf()).replace(/\(\/[^)]+\)/g, '(<path>)')).toBe(sentence);
  });

  test('that are missing are refused with the reason', async () => {
    folder.remove();
    expect(await configErrorOf()).toMatch(
      /^HOTDESK_PHONES_TLS_CERT \(.*cert\.pem\) cannot be read \(ENOENT\)\.$/,
    );
  });

  test('keep the listener closed if they are invalid', async () => {
    folder.write('key', other.key);
    await expect(openTestListener(folder.files, () => {})).rejects.toThrow(ConfigError);
  });

  test('of an expired certificate are used, and a warning is logged', async () => {
    const old = makeCertificate({ names: ['old'], issuer: ROOT, endsAt: new Date(Date.now() - 1_000) });
    folder.write('cert', old.cert);
    folder.write('key', old.key);
    const warn = jest.fn();
    const endpoint = await openTestListener(folder.files, (_request, response) => response.end('here'), {
      log: { debug() {}, info() {}, warn, error() {} },
    });
    expect(warn).toHaveBeenCalledWith(
      expect.objectContaining({ event: 'certificate.expired' }),
      expect.any(String),
    );
    expect((await askSecurely(endpoint.port, '/', { rejectUnauthorized: false })).body).toBe('here');
    await endpoint.close();
  });
});
