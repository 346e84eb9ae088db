import { PassThrough } from 'node:stream';
import { BRANDS } from '../../phoneapps';
import { runPhone } from '../../src/cli/phone';
import { TEXTS } from '../../src/phones/apps/texts';
import type { Brand } from '../../src/phones/brand';
import { macOf } from '../brands/support';
import { eventually, type House, openHouse } from '../house';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** The model that is shown: one with screens, where the brand has one. */
function modelOf({ models }: Brand): string {
  const names = Object.keys(models);
  return names.find((name) => models[name]?.formFields !== null) ?? names[0] ?? '';
}

const CASES = BRANDS.map((brand) => ({ id: brand.id, brand, model: modelOf(brand) }));
const showsScreens = ({ brand, model }: (typeof CASES)[number]) => brand.models[model]?.formFields !== null;

/** Runs `hotdesk phone` until this has stood on the terminal, after each line of input in its turn. */
async function onTheTerminal(
  { brand, model }: (typeof CASES)[number],
  steps: readonly (readonly [type: string, expect: string])[],
  url = `http://127.0.0.1:${house.port}/provision/`,
): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  const options = { brand: brand.id, model, mac: macOf(brand), url, address: '127.0.90.3', sipPort: 0 };
  const running = runPhone({ brands: BRANDS, options, input, output });
  try {
    for (const [type, expected] of steps) {
      if (type !== '') input.write(`${type}\n`);
      await eventually(() => shown.includes(expected));
    }
  } finally {
    input.end();
    await running;
  }
  return shown;
}

describe.each(CASES.filter(showsScreens))('hotdesk phone --brand $id', (entry) => {
  const { brand, model } = entry;
  const { appEntry } = brand.models[model] ?? {};

  test('shows its keys, the menu behind the first, and the form behind that', async () => {
    const key = appEntry ?? 'Login Int';
    // Grandstream's menus are soft keys; everybody else's, items with a number.
    const login = brand.screens?.dialect === 'canvas' ? 's1' : '1';
    const shown = await onTheTerminal(entry, [
      ['', `k1 ${key}`.slice(0, 18)],
      ['k1', TEXTS.en.loggedOutTitle],
      [login, 'Extension'],
    ]);
    expect(shown.split('\n')[1]).toContain(brand.name.slice(0, 30));
    expect(shown).toContain('not registered');
    expect(shown).not.toMatch(/^\| !/m);
    expect(shown).not.toContain('refuses');
  });
});

describe.each(CASES.filter((entry) => !showsScreens(entry)))('hotdesk phone --brand $id', (entry) => {
  const { brand } = entry;

  test('shows whether it is registered, and that there is nothing to press', async () => {
    const url = brand.madeByRest ? await linkOf(brand) : undefined;
    const shown = await onTheTerminal(
      entry,
      [
        ['', 'not registered'],
        ['k1', 'There is no key k1.'],
      ],
      url,
    );
    expect(shown).toContain('(no keys)');
    expect(shown).not.toMatch(/^\| !/m);
  });
});

async function linkOf(brand: Brand): Promise<string> {
  const mac = macOf(brand);
  const token = await house.desk.newLinkToken(mac);
  const row = { mac, brand: brand.id, label: '', created_at: 0, link_token_id: token.id };
  await house.db('hotdesk_phones').insert(row).onConflict('mac').merge();
  return `http://127.0.0.1:${house.port}/provision/${house.desk.textOf(token)}/linphone.xml`;
}

test('every brand is run', () => {
  expect(CASES.map(({ id, model }) => [id, model === ''])).toEqual(BRANDS.map(({ id }) => [id, false]));
});
