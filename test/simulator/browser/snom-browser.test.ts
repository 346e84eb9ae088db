import type { SnomProfile } from '../../../src/phones/screens/screens-profile';
import { Browser } from '../../../src/simulator/browser/browser';
import { testAddress } from '../../addresses';
import { page, startTestServer, type TestServer } from '../support/http-server';
import { until } from '../support/until';

const PROFILE: SnomProfile = {
  dialect: 'snom',
  maxBytes: 10_000,
  maxMenuItems: 30,
  contentType: 'text/xml; charset=utf-8',
};
const DONE =
  '<SnomIPPhoneText><Title>Logged in</Title><Text>1001.</Text><fetch mil="2000">snom://mb_exit#reloadset</fetch></SnomIPPhoneText>';

let server: TestServer;
let browser: Browser;
let reloads: number;

beforeEach(async () => {
  server = await startTestServer();
  reloads = 0;
  browser = new Browser({
    profile: PROFILE,
    localAddress: testAddress(0, 14),
    userAgent: 'Acme One 1.0',
    timeoutMs: 300,
    secondMs: 20,
    onChange: () => undefined,
    onReload: () => {
      reloads += 1;
    },
  });
});

afterEach(async () => {
  browser.stop();
  await server.close();
});

test('a page with a reload closes after its time, and the phone reloads its settings once', async () => {
  server.answers.set('/done', page(DONE));
  await browser.open(`${server.url}/done`);
  expect(browser.screen).toMatchObject({ kind: 'text', text: '1001.' });
  expect(reloads).toBe(0);
  await until(() => reloads > 0);
  expect(browser.screen).toBeNull();
  expect(reloads).toBe(1);
});

test('leaving the page early cancels its reload', async () => {
  server.answers.set('/done', page(DONE));
  await browser.open(`${server.url}/done`);
  await browser.exit();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(reloads).toBe(0);
});

test('two fields are asked for one after the other, and both arrive', async () => {
  const input = (parameter: string, flags: string) =>
    page(
      `<SnomIPPhoneInput><URL>${server.url}/login</URL><InputItem><DisplayName>x</DisplayName><QueryStringParam>${parameter}</QueryStringParam><InputFlags>${flags}</InputFlags></InputItem></SnomIPPhoneInput>`,
    );
  server.answers.set('/form', input('extension', 'n'));
  server.answers.set('/login', input('extension=1001&amp;password', 'pn'));
  await browser.open(`${server.url}/form`);
  browser.fill('extension', '1001');
  await browser.ok();
  browser.fill('password', '4711');
  await browser.ok();
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/form',
    '/login?extension=1001',
    '/login?extension=1001&password=4711',
  ]);
});
