import { BRANDS } from '../../phoneapps';
import type { Model } from '../../src/phones/brands/brand';
import { configFileName } from '../../src/phones/brands/brand-facts';
import type { KeyReading, Reading } from '../../src/simulator/device-profile';
import { profileOf } from '../device-profiles';
import { forEachModel, perModel } from './for-each-model';
import { fullTemplate, testedRowsOf } from './shapes';
import {
  ALICE,
  brandsByName,
  directReadingOf,
  fileFor,
  LISTED_MODELS,
  LOGGED_OUT_TOKEN,
  loggedIn,
  loggedOut,
  type ModelRow,
  memoryAfter,
  parametersFor,
  parsed,
  placesOf,
  readingOf,
  SESSION_TOKEN,
  SETTINGS,
} from './support';

// A brand with many models is slow on a busy machine.
jest.setTimeout(120_000);

const INTERNAL = `http://192.0.2.10:8480/apps/${LOGGED_OUT_TOKEN}/i`;
const EXTERNAL = `http://pbx.example.com:8480/apps/${LOGGED_OUT_TOKEN}/e`;

const slotOf = ({ slot }: KeyReading) => slot;

function logins({ keys }: Reading) {
  return keys.map(({ kind, label, opens }) => ({ kind, label, opens }));
}

/** A phone that opens the page from its own menu uses its own label. */
function withOwnLabel({ appEntry }: Model, shown: typeof BOTH_LOGINS) {
  return shown.map((login) => ({ ...login, label: appEntry ?? login.label }));
}

/** The login keys that this model can show: both, or only the one of its own address. */
function expectedLogins({ model }: ModelRow) {
  if (model.formFields === null) return [];
  return withOwnLabel(model, model.oneAppUrl ? BOTH_LOGINS.slice(0, 1) : BOTH_LOGINS);
}

/** The shortest poll interval of some brands, in minutes. */
const SHORTEST_POLL: Readonly<Record<string, number>> = {
  aastra: 1440,
  grandstream: 60,
  fanvil: 60,
  'sangoma-a': 60,
};

const BOTH_LOGINS = [
  { kind: 'login', label: 'Login Int', opens: INTERNAL },
  { kind: 'login', label: 'Login Extl', opens: EXTERNAL },
];

/** Brands whose phones forget what a file leaves out, and whose format has no entry for an empty button. */
const LEAVES_OUT: ReadonlySet<string> = new Set(['cisco-enterprise']);

/** The settings of a phone on which every setting that our file does not name is on. */
class AllOnByDefault extends Map<string, string> {
  override get(name: string): string {
    return super.get(name) ?? '1';
  }
}

const showsScreens = ({ model }: ModelRow) => model.formFields !== null;
const fileOf = perModel((row) => fileFor(row, loggedOut(row)));
const sessionOf = perModel((row) =>
  fileFor(row, loggedIn(row, { keys: fullTemplate(row), options: { voicemailNumber: '*55' } })),
);
const readingOfFile = perModel((row) => readingOf(row, fileOf(row)));

describe.each(brandsByName)('the default login of a %s', (_, brand) => {
  const rows = testedRowsOf(brand);

  test('has no account', () => {
    forEachModel(rows, (row) => {
      const { accounts } = readingOfFile(row);
      expect(accounts.length).toBeGreaterThanOrEqual(row.model.accounts);
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
  });

  test('has a login key for each address of the PBX, and no other key', () => {
    forEachModel(rows, (row) => {
      const onlyExternal = { ...SETTINGS, internalAddress: null };
      const keysWith = (settings: typeof SETTINGS) =>
        logins(directReadingOf(row, loggedOut(row, { settings })));
      expect(logins(readingOfFile(row))).toEqual(expectedLogins(row));
      expect(keysWith(SETTINGS)).toEqual(expectedLogins(row));
      expect(keysWith(onlyExternal)).toEqual(
        showsScreens(row) ? withOwnLabel(row.model, BOTH_LOGINS.slice(1)) : [],
      );
    });
  });

  test('keeps the provisioning address of the phone, and polls', () => {
    forEachModel(rows, (row) => {
      const { provisioningUrl, pollMinutes } = readingOfFile(row);
      const folder = `http://192.0.2.10:8480/provision/${LOGGED_OUT_TOKEN}/`;
      const file = brand.fetchesUrlItself ? configFileName(brand, row.name, null) : '';
      expect(provisioningUrl).toBe(brand.keepsUrl ? folder + file : null);
      const polls = row.model.apply.some(({ kind }) => kind === 'poll');
      const shortest = Math.max(SETTINGS.pollMinutes, SHORTEST_POLL[brand.id] ?? 1);
      expect(pollMinutes).toBe(polls ? shortest : null);
    });
  });

  test('sets every account slot and every key that a session can set', () => {
    forEachModel(rows, (row) => {
      const names = (parameters: ReadonlyMap<string, string>) => [...parameters.keys()];
      const inUse = names(parametersFor(row, loggedIn(row, { keys: fullTemplate(row) })));
      const named = names(parametersFor(row, loggedOut(row)));
      if (!LEAVES_OUT.has(brand.id)) return expect(named).toEqual(inUse);
      expect(profileOf(brand).keepsAbsent).toBe(false);
      expect(memoryAfter(row, sessionOf(row), fileOf(row)).parameters).toEqual(
        memoryAfter(row, fileOf(row)).parameters,
      );
    });
  });

  test('switches off all accounts and keys that another system has set', () => {
    forEachModel(rows, (row) => {
      const left = LEAVES_OUT.has(brand.id)
        ? parsed(brand, fileOf(row))
        : new AllOnByDefault(parsed(brand, fileOf(row)));
      const reading = profileOf(brand).read(left, row.name);
      const accounts = reading.accounts.slice(0, row.model.accounts);
      expect(accounts).toHaveLength(row.model.accounts);
      for (const account of accounts) expect(account).toMatchObject({ enabled: false, user: '', secret: '' });
      const places = new Set(
        [sessionOf(row), fileOf(row)].flatMap((bytes) => readingOf(row, bytes).keys).map(slotOf),
      );
      const keys = reading.keys.filter((key) => places.has(slotOf(key)));
      expect(logins({ ...reading, keys })).toEqual(expectedLogins(row));
    });
  });

  test('leaves nothing of the last user on a phone that keeps settings which a file leaves out', () => {
    forEachModel(rows, (row) => {
      const used = memoryAfter(row, sessionOf(row));
      expect(used.reading.accounts.filter((account) => account.enabled)).toHaveLength(1);

      const left = memoryAfter(row, sessionOf(row), fileOf(row));
      expect(left.reading.accounts.filter((account) => account.enabled || account.user !== '')).toEqual([]);
      expect(logins(left.reading)).toEqual(expectedLogins(row));
      const remaining = [...left.parameters.values()].join('\n');
      for (const own of [ALICE.secret, ALICE.number, ALICE.name, 'Alice', '*55', '993', SESSION_TOKEN]) {
        expect(remaining).not.toContain(own);
      }
    });
  });

  test('has the same bytes each time, and other bytes for another token', () => {
    forEachModel(rows, (row) => {
      expect(fileFor(row, loggedOut(row)).equals(fileOf(row))).toBe(true);
      const another = fileFor(row, loggedOut(row, { token: 'another-token---------' }));
      // Without URLs of pages or files, nothing in the file has a token.
      const hasUrls = brand.keepsUrl || showsScreens(row);
      expect(another.equals(fileOf(row))).toBe(!hasUrls);
      expect(sessionOf(row).equals(fileOf(row))).toBe(false);
    });
  });

  test('has URLs of at most 99 characters, also with a long host name', () => {
    forEachModel(rows, (row) => {
      const host = `${'pbx-of-a-branch-office'.padEnd(28, 'x')}.example.com`;
      expect(host).toHaveLength(40);
      const settings = { ...SETTINGS, internalAddress: host, externalAddress: host, phonesPort: 65535 };
      const { keys } = directReadingOf(row, loggedOut(row, { settings }));
      for (const key of keys) expect(key.opens?.length).toBeLessThanOrEqual(99);
      expect(keys).toHaveLength(expectedLogins(row).length);
    });
  });

  test('has the MIME type of its format', () => {
    forEachModel(rows, (row) => {
      const isXml = fileOf(row).toString('utf8').startsWith('<?xml');
      expect(brand.contentType).toMatch(
        isXml ? /^(text|application)\/xml; charset=utf-8$/ : /^text\/plain; charset=utf-8$/,
      );
    });
  });
});

test('every phone that shows screens has a key that opens them', () => {
  for (const { brand, name, model } of LISTED_MODELS) {
    const showsScreens = model.formFields !== null;
    if (brand.screens === null) expect([brand.id, name, showsScreens]).toEqual([brand.id, name, false]);
    if (showsScreens) expect(placesOf(model)).toBeGreaterThanOrEqual(model.oneAppUrl ? 1 : 2);
    if (brand.createdByRest) expect([showsScreens, brand.identity.ouis]).toEqual([false, []]);
  }
  // Some models of a brand with screens show none, such as bases and conference phones.
  const shown = new Set(
    LISTED_MODELS.filter(({ model }) => model.formFields !== null).map(({ brand }) => brand.id),
  );
  const withScreens = BRANDS.filter(({ screens }) => screens !== null).map(({ id }) => id);
  expect([...shown].sort()).toEqual([...withScreens].sort());
});
