import { makeCertificate } from '../support/certificates';
import { eventually } from '../test-app';
import { askSecurely, openTestListener, type PemFolder, pemFolder, ROOT, type TestListener } from './support';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);

const LOOK_MS = 20;

let folder: PemFolder;
let endpoint: TestListener;
let logged: string[];
beforeEach(async () => {
  folder = pemFolder();
  logged = [];
  const note = (level: string) => (fields: object, message: string) =>
    logged.push(`${level}: ${message} ${JSON.stringify(fields)}`);
  endpoint = await openTestListener(folder.files, (_request, response) => response.end(), {
    lookAtFilesMs: LOOK_MS,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  });
});
afterEach(async () => {
  await endpoint.close();
  folder.remove();
});

const serverNow = async () => (await askSecurely(endpoint.port, '/')).server;

describe('a certificate that changes while the service runs', () => {
  test('is used for new connections, and existing ones continue', async () => {
    expect(await serverNow()).toBe('first');
    const second = makeCertificate({ names: ['second'], issuer: ROOT });
    folder.write('cert', second.cert);
    folder.write('key', second.key);
    await eventually(async () => (await serverNow()) === 'second');
    expect(logged).toEqual([expect.stringMatching(/^info: .*certificate\.reloaded/)]);
  });

  test('to an invalid one leaves the old one in use, and is logged once', async () => {
    const other = makeCertificate({ names: ['other'], issuer: ROOT });
    folder.write('key', other.key);
    await eventually(() => logged.length > 0);
    expect(await serverNow()).toBe('first');
    const looks = 5;
    await new Promise((resolve) => setTimeout(resolve, looks * LOOK_MS));
    expect(logged).toEqual([expect.stringMatching(/^warn: .*certificate\.unusable.*does not belong to/)]);
    expect(logged.join()).not.toContain('PRIVATE KEY');
    folder.write('cert', other.cert);
    await eventually(async () => (await serverNow()) === 'other');
  });

  test('stays in use while its files are missing', async () => {
    folder.remove();
    await eventually(() => logged.some((line) => line.includes('ENOENT')));
    expect(await serverNow()).toBe('first');
  });
});
