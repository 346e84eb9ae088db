import { get } from 'node:http';
import { eventually } from '../test-app';
import { type AdminTestApp, KEY, openAdmin } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

let app: AdminTestApp;
/** Operations that read the settings wait until the test lets them go on. */
const held: (() => void)[] = [];
beforeEach(async () => {
  app = await openAdmin({
    change: ({ store }) => ({
      store: {
        ...store,
        settings: async () => {
          await new Promise<void>((resolve) => held.push(resolve));
          return store.settings();
        },
      },
    }),
  });
});
afterEach(async () => {
  for (const go of held.splice(0)) go();
  await app.close();
});

test('monitoring gets its answers while all places of operations are taken', async () => {
  const headers = { Authorization: `Bearer ${KEY}` };
  const asked = Array.from({ length: 80 }, (_, index) =>
    get({
      host: '127.0.0.1',
      port: app.port,
      path: '/api/v1/settings',
      headers,
      localAddress: `127.9.9.${1 + (index % 3)}`,
      agent: false,
    }).on('error', () => undefined),
  );
  await eventually(() => held.length === 64);
  for (const path of ['/healthz', '/readyz', '/metrics']) await app.anonymous.get(path).expect(200);
  for (const request of asked) request.destroy();
});
