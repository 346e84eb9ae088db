import { openTestApp, type TestApp } from '../../test-app';
import { basics, MAC, message, say } from '../provisioning/protocols/support';

let testApp: TestApp;
let app: string;
beforeEach(async () => {
  testApp = await openTestApp();
  const { body } = await say(testApp, message({ items: basics(MAC, 'OpenStage 60') }));
  app = `/${/<Item name="XML-app-program-name" index="1">([^<]+)</.exec(body)?.[1]}`;
});
afterEach(() => testApp.close());

const page = async (path: string) => (await testApp.get(path, '127.0.0.5')).body;

test('an app whose menu has one address takes the step from the query', async () => {
  expect(await page(`${app}?step=login`)).toBe(await page(`${app}/login`));
  expect(await page(`${app}?step=login`)).toContain('<IppTextField');
});

test.each(['', 'nonsense', 'toString', '__proto__', 'login/', 'LOGIN'])(
  'the step %j is none: it shows the menu',
  async (step) => {
    const menu = await page(app);
    expect(menu).toContain('<IppList');
    expect(await page(`${app}?step=${step}`)).toBe(menu);
    expect(await page(`${app}?step=login&step=${step}`)).toBe(menu);
  },
);

test('a step has what its own address says, once, and before what stands beside it', async () => {
  const form = await page(`${app}/login?extension=1001`);
  expect(form).toContain('<Value>1001</Value>');
  expect(await page(`${app}?step=login%3Fextension%3D1001`)).toBe(form);
  expect(await page(`${app}?step=login%3Fextension%3D1001&extension=1002`)).toBe(form);
  const empty = await page(`${app}/login`);
  expect(await page(`${app}?step=login%3Fextension%3D1001%26extension%3D1002`)).toBe(empty);
});

test('a login is one, whichever way its page was found', async () => {
  await page(`${app}?step=login&extension=1001&password=4711`);
  expect(await testApp.store.activeSessionsOf('1001')).toMatchObject([{ mac: MAC }]);
  expect(testApp.asterisk.calls).toEqual([]);
});

describe('an extension that is none', () => {
  const tooLong = '1'.repeat(12_000);

  test.each([tooLong, '100x', '+4911', '', ' 1001'])(
    'is refused before the password is asked (%#)',
    async (extension) => {
      const body = await page(`${app}/login?extension=${encodeURIComponent(extension)}`);
      expect(body).toContain('An extension has only digits');
      expect(body).not.toContain('<IppTextField');
      expect(body.length).toBeLessThan(5_000);
    },
  );
});
