import { PassThrough } from 'node:stream';
import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { runPhone } from '../../src/cli/phone';
import { createSimulatedAsterisk } from '../../src/demo/simulated-asterisk';
import type { Mac } from '../../src/lib/mac';
import type { Brand } from '../../src/phones/brands/brand';
import { STRINGS } from '../../src/phones/screens/strings';
import { testAddress } from '../addresses';
import { prefixOf } from '../brands/support';
import { profileOf } from '../device-profiles';
import { eventually, openTestApp, type TestApp } from '../test-app';

const ADDRESS = testAddress(90, 3);
const EXTENSION = '1001';
const PIN = '4711';
const REGISTERED = `registered as ${EXTENSION}`;

let app: TestApp;
/** The registrar of the demo's phones, with the SIP secrets of the sample PBX. */
const registrar = createSimulatedAsterisk({
  port: 0,
  secretOf: async (user) => app.users.get(user)?.secret ?? null,
});
beforeAll(async () => {
  const { port } = await registrar.start();
  app = await openTestApp({ sipPort: port });
});
afterAll(async () => {
  await app.close();
  await registrar.stop();
});

/** The model to run: one with screens if the brand has one. */
function modelOf({ models }: Brand): string {
  const names = Object.keys(models);
  return names.find((name) => models[name]?.formFields !== null) ?? names[0] ?? '';
}

/** A different phone for each, even for brands that share a MAC prefix. */
const CASES = BRANDS.map((brand, place) => ({
  id: brand.id,
  brand,
  model: modelOf(brand),
  mac: `${`${prefixOf(brand)}a1b2`.slice(0, 10)}${String(place + 10)}` as Mac,
}));
const showsScreens = ({ brand, model }: (typeof CASES)[number]) => brand.models[model]?.formFields !== null;

/** Runs `hotdesk phone`, sends each line of input, and waits until the terminal shows this text. */
async function onTheTerminal(
  { brand, model, mac }: (typeof CASES)[number],
  steps: readonly (readonly [type: string, expect: string])[],
  url = `http://127.0.0.1:${app.port}/provision/`,
): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  const options = { brand: brand.id, model, mac, url, address: ADDRESS, sipPort: 0 };
  const running = runPhone({ brands: BRANDS, profiles: DEVICE_PROFILES, options, input, output });
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

  test('shows its keys, the menu of the first one, and its form', async () => {
    const key = appEntry ?? 'Login Int';
    // Grandstream's menus are soft keys; those of all others are numbered items.
    const login = brand.screens?.dialect === 'canvas' ? 's1' : '1';
    const shown = await onTheTerminal(entry, [
      ['', `k1 ${key}`.slice(0, 18)],
      ['k1', STRINGS.en.menuTitle],
      [login, 'Extension'],
    ]);
    expect(shown.split('\n')[1]).toContain(brand.name.slice(0, 30));
    expect(shown).toContain('not registered');
    expect(shown).not.toMatch(/^\| !/m);
    expect(shown).not.toContain('refuses');
  });

  test('registers after a typed login, and shows it', async () => {
    const login = brand.screens?.dialect === 'canvas' ? 's1' : '1';
    const shown = await onTheTerminal(entry, [
      ['k1', STRINGS.en.menuTitle],
      [login, STRINGS.en.extension],
      ...typed(brand.models[model]?.formFields ?? 1),
      ['reload', REGISTERED],
    ]);
    expect(shown).not.toContain(PIN);
    expect(await contactOf(EXTENSION)).toEqual(profileOf(brand).sipUserAgent(model));
  });
});

/** The input for the form: a phone with one field per page asks twice. */
function typed(formFields: number): [string, string][] {
  const done: [string, string] = ['ok', STRINGS.en.loggedInTitle];
  if (formFields > 1) return [[EXTENSION, EXTENSION], [PIN, '••••'], done];
  return [[EXTENSION, EXTENSION], ['ok', STRINGS.en.password], [PIN, '••••'], done];
}

/** The User-Agent of the last registered contact. */
async function contactOf(extension: string): Promise<string | undefined> {
  const contacts = await registrar.contacts({ endpoint: extension, technology: 'pjsip' });
  return contacts.at(-1)?.userAgent;
}

describe.each(CASES.filter((entry) => !showsScreens(entry)))('hotdesk phone --brand $id', (entry) => {
  const { brand } = entry;

  test('shows whether it is registered, and that it has no keys', async () => {
    const url = brand.createdByRest ? await linkOf(entry) : undefined;
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

  test('registers after a login by REST, and shows it', async () => {
    const url = brand.createdByRest ? await linkOf(entry) : undefined;
    // The phone has fetched before, so Hotdesk knows it.
    await onTheTerminal(entry, [['', 'not registered']], url);
    const outcome = await app.desk.logInByRest({
      mac: entry.mac,
      extension: EXTENSION,
      via: 'internal',
      trustAddress: ADDRESS,
      by: { actor: 'admin', address: null },
    });
    expect(outcome).toMatchObject({ extension: EXTENSION });
    await onTheTerminal(entry, [['', REGISTERED]], url);
    expect(await contactOf(EXTENSION)).toEqual(profileOf(brand).sipUserAgent(entry.model));
  });
});

async function linkOf({ brand, mac }: (typeof CASES)[number]): Promise<string> {
  const link = app.desk.newLink(mac);
  const row = { mac, brand: brand.id, label: '', created_at: 0, link_token_id: link.id };
  await app.db('hotdesk_phones').insert(row).onConflict('mac').merge();
  return `http://127.0.0.1:${app.port}/provision/${link.text}/linphone.xml`;
}

test('every brand is covered', () => {
  expect(CASES.map(({ id, model }) => [id, model === ''])).toEqual(BRANDS.map(({ id }) => [id, false]));
});
