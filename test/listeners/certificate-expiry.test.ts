import { createExpiryWarning } from '../../src/listeners/certificate-expiry';
import { makeCertificate } from '../support/certificates';
import { eventually } from '../test-app';
import { openTestListener, pemFolder, ROOT } from './support';

const DAY = 24 * 3_600_000;
const START = 1_800_000_000_000;

function watched() {
  let now = START;
  const warned: string[] = [];
  const warn = createExpiryWarning(
    'HOTDESK_PHONES_TLS_CERT',
    { warn: (fields: { event: string }) => warned.push(fields.event) },
    () => now,
  );
  return { warned, warn, later: (milliseconds: number) => (now += milliseconds) };
}

test('a certificate of three months is warned of from two weeks before its end, once a day, also when it has expired', () => {
  const { warned, warn, later } = watched();
  const certificate = { startsAt: START, endsAt: START + 90 * DAY };
  later(75 * DAY);
  warn(certificate);
  expect(warned).toEqual([]);
  later(2 * DAY);
  for (let hour = 0; hour < 48; hour += 1) {
    warn(certificate);
    later(DAY / 24);
  }
  expect(warned).toEqual(['certificate.expires', 'certificate.expires']);
  later(14 * DAY);
  warn(certificate);
  expect(warned.slice(2)).toEqual(['certificate.expired']);
});

test('one of six days in its last quarter', () => {
  const { warned, warn, later } = watched();
  const certificate = { startsAt: START, endsAt: START + 6 * DAY };
  later(4 * DAY);
  warn(certificate);
  expect(warned).toEqual([]);
  later(0.6 * DAY);
  warn(certificate);
  expect(warned).toEqual(['certificate.expires']);
});

test('a new certificate that ends soon is warned of when it is loaded', async () => {
  const folder = pemFolder();
  const warned: object[] = [];
  const endpoint = await openTestListener(folder.files, (_request, response) => response.end(), {
    lookAtFilesMs: 20,
    log: { debug() {}, info() {}, warn: (fields: object) => warned.push(fields), error() {} },
  });
  try {
    expect(warned).toEqual([]);
    const soon = makeCertificate({ names: ['soon'], issuer: ROOT, endsAt: new Date(Date.now() + 3_600_000) });
    folder.write('cert', soon.cert);
    folder.write('key', soon.key);
    await eventually(() => warned.length > 0);
    expect(warned).toEqual([
      expect.objectContaining({ event: 'certificate.expires', setting: 'HOTDESK_PHONES_TLS_CERT' }),
    ]);
  } finally {
    await endpoint.close();
    folder.remove();
  }
});
