import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { readConfig } from '../../src/app/config';
import { type Service, startService } from '../../src/app/service';
import { SILENT } from '../test-app';

const T46S = { 'User-Agent': 'Yealink SIP-T46S 66.86.0.15' };

const LOGINS = 12;
const REQUESTS = 52;

/** Stops the service when `stop` is called; the promise resolves with its argument when it has stopped. */
function stopOnce(service: Service): { readonly promise: Promise<number>; stop(answered: number): void } {
  let stop = (_answered: number): void => undefined;
  const promise = new Promise<number>((resolve, reject) => {
    stop = (answered) => {
      service.stop().then(() => resolve(answered), reject);
    };
  });
  return { promise, stop: (answered) => stop(answered) };
}

interface Received {
  readonly status: number;
  readonly body: string;
}

/** `onReceived` is called when the service has begun to work on the request. */
function get(port: number, at: string, from: string, onReceived = () => {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const headers = { ...T46S, Expect: '100-continue' };
    const sent = request({
      host: '127.0.0.1',
      port,
      path: at,
      localAddress: from,
      headers,
      agent: false,
    });
    sent.on('error', reject);
    sent.on('continue', onReceived);
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.end();
  });
}

test('a stop answers the logins and fetches that are in flight', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hotdesk-stop-'));
  const service = await startService({
    config: readConfig(
      {
        HOTDESK_DATABASE_URL: `sqlite:${path.join(dataDir, 'test.sqlite')}`,
        HOTDESK_DATA_DIR: dataDir,
        HOTDESK_PHONES_BIND: '127.0.0.1',
        HOTDESK_PHONES_PORT: '0',
        HOTDESK_ADMIN_PORT: '0',
      },
      () => '',
    ),
    brands: BRANDS,
    deviceProfiles: async () => DEVICE_PROFILES,
    version: 'test',
    home: path.resolve(__dirname, '../..'),
    ownProcess: false,
    printAdminKey: () => {},
    // Time for a busy machine: the test must not depend on its speed.
    drainMs: 50_000,
    log: SILENT,
  });
  const port = service.phonesPort;
  const seats = await Promise.all(
    Array.from({ length: LOGINS }, async (_, at) => {
      const mac = `805ec00007${(16 + at).toString(16)}`;
      const file = `/provision/${mac}.cfg`;
      const from = `127.0.3.${at + 1}`;
      const url = /https?:\/\/[^\s"]+\/apps\/[^\s"]+/.exec((await get(port, file, from)).body)?.[0];
      if (url === undefined) throw new Error('the default login has no login key');
      return { file, from, app: new URL(url).pathname, extension: 1_004 + at };
    }),
  );
  let received = 0;
  let answered = 0;
  const { promise: stopped, stop } = stopOnce(service);
  const onReceived = () => {
    received += 1;
    if (received === REQUESTS) stop(answered);
  };
  const logins = seats.map(({ app, from, extension }) =>
    get(
      port,
      `${app}/login?extension=${extension}&password=9${String(extension).slice(1)}`,
      from,
      onReceived,
    ),
  );
  const fetches = Array.from({ length: REQUESTS - LOGINS }, (_, at) => {
    const seat = seats[at % seats.length];
    if (!seat) throw new Error('no seat');
    return get(port, seat.file, seat.from, onReceived);
  });
  const statuses = [...logins, ...fetches].map(async (answer) => {
    const { status } = await answer;
    answered += 1;
    return status;
  });
  expect(await Promise.all(statuses)).toEqual(Array(REQUESTS).fill(200));
  // The stop began before all were answered.
  expect(await stopped).toBeLessThan(REQUESTS);
  rmSync(dataDir, { recursive: true, force: true });
}, 120_000);
