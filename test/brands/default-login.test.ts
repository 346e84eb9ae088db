import { BRANDS } from '../../phoneapps';
import type { Key } from '../../src/desk/model';
import type { Model } from '../../src/phones/brand';
import type { KeyReading, Reading } from '../../src/phones/firmware';
import {
  ALICE,
  ALL_MODELS,
  fileFor,
  LISTED_MODELS,
  LOGGED_OUT_TOKEN,
  loggedIn,
  loggedOut,
  type ModelRow,
  memoryAfter,
  once,
  parametersFor,
  parsed,
  placesOf,
  readingOf,
  SESSION_TOKEN,
  SETTINGS,
  titled,
  understood,
} from './support';

// Hundreds of models: on a busy machine the large ones take their time.
jest.setTimeout(60_000);

const INTERNAL = `http://192.0.2.10:8480/apps/${LOGGED_OUT_TOKEN}/i`;
const EXTERNAL = `http://pbx.example.com:8480/apps/${LOGGED_OUT_TOKEN}/e`;

/** As many keys as the model has, each with something that only their owner should know. */
function fullTemplate(row: ModelRow): Key[] {
  const kinds = ['blf', 'speed-dial', 'park', 'intercom', 'voicemail', 'dnd', 'forward', 'url'] as const;
  return Array.from({ length: placesOf(row.model) }, (_, place) => ({
    kind: kinds[place % kinds.length] ?? 'blf',
    value: `993${String(place).padStart(3, '0')}`,
    label: `Friend of Alice ${place}`,
  }));
}

const slotOf = ({ slot }: KeyReading) => slot;

function logins({ keys }: Reading) {
  return keys.map(({ kind, label, opens }) => ({ kind, label, opens }));
}

/** A phone that opens the page from its own menu calls it by its own name. */
function named({ appEntry }: Model, shown: typeof shownTwo) {
  return shown.map((login) => ({ ...login, label: appEntry ?? login.label }));
}

/** The logins that this model can show: both, or the one for the address that it came by. */
function shownOn({ model }: ModelRow) {
  if (model.formFields === null) return [];
  return named(model, model.oneAppUrl ? shownTwo.slice(0, 1) : shownTwo);
}

/** Brands whose phones take no shorter interval than this, in minutes. */
const SHORTEST_POLL: Readonly<Record<string, number>> = {
  aastra: 1440,
  grandstream: 60,
  fanvil: 60,
  'sangoma-a': 60,
};

const shownTwo = [
  { kind: 'login', label: 'Login Int', opens: INTERNAL },
  { kind: 'login', label: 'Login Extl', opens: EXTERNAL },
];

/** Brands whose file is all that a phone knows, and has no place for a button that does nothing. */
const LEAVES_OUT: ReadonlySet<string> = new Set(['cisco-enterprise']);

/** A phone's settings of which every one that our file does not name is on. */
class Occupied extends Map<string, string> {
  override get(name: string): string {
    return super.get(name) ?? '1';
  }
}

describe.each(titled(ALL_MODELS))('the default login of a %s', (_, row) => {
  const { brand, model } = row;
  const showsScreens = model.formFields !== null;
  const file = once(() => fileFor(row, loggedOut(row)));
  const session = once(() =>
    fileFor(row, loggedIn(row, { keys: fullTemplate(row), options: { voicemailNumber: '*55' } })),
  );

  test('has no account', () => {
    const { accounts } = readingOf(row, file());
    expect(accounts.length).toBeGreaterThanOrEqual(model.accounts);
    for (const account of accounts) {
      expect(account).toMatchObject({
        enabled: false,
        register: false,
        user: '',
        authUser: '',
        secret: '',
        server: '',
        displayName: '',
        voicemailNumber: '',
      });
    }
  });

  test('has a key for each address of the PBX, and no other', () => {
    const onlyExternal = { ...SETTINGS, internalAddress: null };
    const keysWith = (settings: typeof SETTINGS) => logins(understood(row, loggedOut(row, { settings })));
    expect(logins(readingOf(row, file()))).toEqual(shownOn(row));
    expect(keysWith(SETTINGS)).toEqual(shownOn(row));
    expect(keysWith(onlyExternal)).toEqual(showsScreens ? named(model, shownTwo.slice(1)) : []);
  });

  test('keeps the phone where it came in, and looks again by itself', () => {
    const { provisioningUrl, pollMinutes } = readingOf(row, file());
    // Whoever was given a link asks that very link, again and again.
    const kept = `http://192.0.2.10:8480/provision/${LOGGED_OUT_TOKEN}/`;
    expect(provisioningUrl).toBe(brand.keepsUrl && !brand.madeByRest ? kept : null);
    const polls = model.apply.some(({ way }) => way === 'poll');
    const shortest = Math.max(SETTINGS.pollMinutes, SHORTEST_POLL[brand.id] ?? 1);
    expect(pollMinutes).toBe(polls ? shortest : null);
  });

  test('names every account slot and every key that a session may use', () => {
    const names = (parameters: ReadonlyMap<string, string>) => [...parameters.keys()];
    const inUse = names(parametersFor(row, loggedIn(row, { keys: fullTemplate(row) })));
    const named = names(parametersFor(row, loggedOut(row)));
    if (!LEAVES_OUT.has(brand.id)) return expect(named).toEqual(inUse);
    expect(brand.firmware.keepsAbsent).toBe(false);
    expect(memoryAfter(row, session(), file()).parameters).toEqual(memoryAfter(row, file()).parameters);
  });

  test('switches off what another system left on any account or key of the model', () => {
    const left = LEAVES_OUT.has(brand.id) ? parsed(brand, file()) : new Occupied(parsed(brand, file()));
    const reading = brand.firmware.read(left, row.name);
    const accounts = reading.accounts.slice(0, model.accounts);
    expect(accounts).toHaveLength(model.accounts);
    for (const account of accounts) expect(account).toMatchObject({ enabled: false, user: '', secret: '' });
    const places = new Set([session(), file()].flatMap((bytes) => readingOf(row, bytes).keys).map(slotOf));
    const keys = reading.keys.filter((key) => places.has(slotOf(key)));
    expect(logins({ ...reading, keys })).toEqual(shownOn(row));
  });

  test('leaves nothing of the last user on a phone that keeps what a file leaves out', () => {
    const used = memoryAfter(row, session());
    expect(used.reading.accounts.filter((account) => account.enabled)).toHaveLength(1);

    const left = memoryAfter(row, session(), file());
    expect(left.reading.accounts.filter((account) => account.enabled || account.user !== '')).toEqual([]);
    expect(logins(left.reading)).toEqual(shownOn(row));
    const kept = [...left.parameters.values()].join('\n');
    for (const own of [ALICE.secret, ALICE.number, ALICE.name, 'Alice', '*55', '993', SESSION_TOKEN]) {
      expect(kept).not.toContain(own);
    }
  });

  test('is the same, byte for byte, each time, and another one for another token', () => {
    expect(fileFor(row, loggedOut(row))).toEqual(file());
    const another = fileFor(row, loggedOut(row, { token: 'another-token---------' }));
    // Neither an address of pages nor one of files: nothing in the file has a token.
    const hasUrls = (brand.keepsUrl && !brand.madeByRest) || showsScreens;
    expect(another.equals(file())).toBe(!hasUrls);
    expect(session()).not.toEqual(file());
  });

  test('has URLs that no phone cuts, on a long host name too', () => {
    const host = `${'pbx-of-a-branch-office'.padEnd(28, 'x')}.example.com`;
    expect(host).toHaveLength(40);
    const settings = { ...SETTINGS, internalAddress: host, externalAddress: host, phonesPort: 65535 };
    const { keys } = understood(row, loggedOut(row, { settings }));
    for (const key of keys) expect(key.opens?.length).toBeLessThanOrEqual(99);
    expect(keys).toHaveLength(shownOn(row).length);
  });

  test('comes with a MIME type that fits its format', () => {
    const isXml = file().toString('utf8').startsWith('<?xml');
    expect(brand.contentType).toMatch(
      isXml ? /^(text|application)\/xml; charset=utf-8$/ : /^text\/plain; charset=utf-8$/,
    );
  });
});

test('a phone that shows screens has a key to open them with', () => {
  for (const { brand, name, model } of LISTED_MODELS) {
    const showsScreens = model.formFields !== null;
    if (brand.screens === null) expect([brand.id, name, showsScreens]).toEqual([brand.id, name, false]);
    if (showsScreens) expect(placesOf(model)).toBeGreaterThanOrEqual(model.oneAppUrl ? 1 : 2);
    if (brand.madeByRest) expect([showsScreens, brand.identity.ouis]).toEqual([false, []]);
  }
  // A base or a conference phone may have none among phones that do.
  const shown = new Set(
    LISTED_MODELS.filter(({ model }) => model.formFields !== null).map(({ brand }) => brand.id),
  );
  const withScreens = BRANDS.filter(({ screens }) => screens !== null).map(({ id }) => id);
  expect([...shown].sort()).toEqual([...withScreens].sort());
});
