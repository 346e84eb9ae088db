import type { Key } from '../../src/desk/model';
import type { Account, PhoneConfig } from '../../src/phones/brands/brand';
import type { KeyReading } from '../../src/simulator/device-profile';
import { forEachModel, perModel } from './for-each-model';
import { testedRowsOf } from './shapes';
import {
  ALICE,
  BOB,
  brandsByName,
  directReadingOf,
  fileFor,
  loggedIn,
  loggedOut,
  type ModelRow,
  memoryAfter,
  parametersFor,
  placesOf,
  readingOf,
  SESSION_TOKEN,
  SETTINGS,
} from './support';

// A brand with many models is slow on a busy machine.
jest.setTimeout(120_000);

const LOGIN_URL = `http://192.0.2.10:8480/apps/${SESSION_TOKEN}/i`;
const blf = (place: number): Key => ({ kind: 'blf', value: `200${place}`, label: `Lamp ${place}` });
const LINE: Key = { kind: 'line', value: '', label: '' };
const LOGIN: Key = { kind: 'login', value: '', label: 'Out' };

function keysOf(row: ModelRow, keys: readonly Key[]): readonly KeyReading[] {
  return directReadingOf(row, loggedIn(row, { keys })).keys;
}

const kindsAndLabels = (keys: readonly KeyReading[]) => keys.map(({ kind, label }) => `${kind} ${label}`);

/** The line key and login key of a model, and how many other keys fit beside them. */
function layoutOf({ model }: ModelRow) {
  const showsScreens = model.formFields !== null;
  const takesLineKey = showsScreens && model.appEntry === undefined;
  const lineKey = model.lineWithoutKey ? 0 : 1;
  return {
    showsScreens,
    takesLineKey,
    lineKey,
    loginLabel: model.appEntry ?? 'Login/Logout',
    freeKeys: model.lineKeys - lineKey - (takesLineKey ? 1 : 0),
  };
}

const fileOf = perModel((row) => fileFor(row, loggedIn(row)));

describe.each(brandsByName)('a session on a %s', (_, brand) => {
  const rows = testedRowsOf(brand);

  test('has exactly one account, with unchanged values', () => {
    forEachModel(rows, (row) => {
      const reading = readingOf(row, fileOf(row));
      const [first, ...others] = reading.accounts;
      expect(first).toMatchObject({
        enabled: true,
        register: true,
        user: ALICE.number,
        authUser: `auth-${ALICE.number}`,
        secret: ALICE.secret,
        server: '192.0.2.10',
        port: 5060,
        transport: 'udp',
        displayName: ALICE.name,
        // Phones that are created by REST have no keys, so they cannot call a mailbox.
        voicemailNumber: brand.createdByRest ? '' : '*97',
      });
      for (const account of others) expect(account).toMatchObject({ enabled: false, user: '', secret: '' });
    });
  });

  test('registers by TCP and TLS, at the configured port and address', () => {
    forEachModel(rows, (row) => {
      for (const sipTransport of ['tcp', 'tls'] as const) {
        const settings = { ...SETTINGS, sipTransport, sipPort: 5071, internalAddress: '2001:db8::10' };
        const { accounts } = directReadingOf(row, loggedIn(row, { settings }));
        expect(accounts[0]).toMatchObject({ transport: sipTransport, port: 5071, server: '2001:db8::10' });
      }
    });
  });

  test('has one login key, and a line key if the model has line keys', () => {
    forEachModel(rows, (row) => {
      const { showsScreens, loginLabel, lineKey } = layoutOf(row);
      for (const keys of [[], [blf(1)], [LOGIN, blf(1), LOGIN]]) {
        const shown = keysOf(row, keys);
        expect(shown.filter(({ opens }) => opens !== null)).toHaveLength(showsScreens ? 1 : 0);
        expect(shown.filter(({ kind }) => kind === 'login')).toMatchObject(
          showsScreens ? [{ label: loginLabel, opens: LOGIN_URL }] : [],
        );
        expect(shown.filter(({ kind }) => kind === 'line')).toMatchObject(
          row.model.lineKeys > 0 && lineKey > 0 ? [{ label: ALICE.number }] : [],
        );
      }
    });
  });

  test('keeps line key, login key and the order when a template has more keys than the model', () => {
    forEachModel(rows, (row) => {
      const { model } = row;
      const { showsScreens, takesLineKey, loginLabel, lineKey, freeKeys } = layoutOf(row);
      const lamps = Array.from({ length: model.lineKeys + 3 }, (_, place) => blf(place));
      const fitting = lamps.slice(0, Math.max(0, freeKeys)).map(({ label }) => `blf ${label}`);
      const onLineKeys = model.lineKeys >= (takesLineKey ? 2 : 1);
      const login = showsScreens ? [`login ${loginLabel}`] : [];
      const line = onLineKeys && lineKey > 0 ? [`line ${ALICE.number}`] : [];

      expect(kindsAndLabels(keysOf(row, lamps))).toEqual([...line, ...fitting, ...login]);
      expect(kindsAndLabels(keysOf(row, [...lamps, LINE, LOGIN]))).toEqual([...fitting, ...line, ...login]);
      expect(kindsAndLabels(keysOf(row, [LOGIN, ...lamps]))).toEqual(
        onLineKeys && takesLineKey ? [...line, ...login, ...fitting] : [...line, ...fitting, ...login],
      );
    });
  });

  test('has the same bytes each time, and other bytes when any value changes', () => {
    forEachModel(rows, (row) => {
      const config = loggedIn(row);
      expect(fileFor(row, config).equals(fileOf(row))).toBe(true);
      const textOf = (of: PhoneConfig) => JSON.stringify([...parametersFor(row, of)]);
      const unchanged = textOf(config);
      expect(variantsOf(config, row).filter((variant) => textOf(variant) === unchanged)).toEqual([]);
    });
  });

  test('leaves nothing of the previous session, even if the phone missed its logout', () => {
    forEachModel(rows, (row) => {
      const keys = Array.from({ length: placesOf(row.model) }, (_, place) => blf(place));
      const before = fileFor(row, loggedIn(row, { user: BOB, keys, options: { voicemailNumber: '*55' } }));
      const after = memoryAfter(
        row,
        before,
        fileFor(row, loggedIn(row, { token: 'another-token---------' })),
      );
      expect(after.reading.accounts.filter(({ enabled }) => enabled)).toMatchObject([{ user: ALICE.number }]);
      const remaining = [...after.parameters.values()].join('\n');
      for (const own of [BOB.number, BOB.name, BOB.secret, '*55', 'Lamp', '200', SESSION_TOKEN]) {
        expect(remaining).not.toContain(own);
      }
    });
  });

  test('is the same again after a logout and another login', () => {
    forEachModel(rows, (row) => {
      const back = memoryAfter(row, fileOf(row), fileFor(row, loggedOut(row)), fileOf(row));
      expect(back.reading).toEqual(memoryAfter(row, fileOf(row)).reading);
    });
  });
});

/** Copies of the config with one change each, for every value that the phone gets. */
function variantsOf(config: PhoneConfig, { brand, model }: ModelRow): PhoneConfig[] {
  const { account } = config;
  const polls = model.apply.some(({ kind }) => kind === 'poll');
  if (account === null) throw new Error('not a session');
  const changes: Partial<Account>[] = [
    { user: '771009' },
    { authUser: 'other' },
    { secret: 'other' },
    { server: '192.0.2.99' },
    { port: 5061 },
    { transport: 'tcp' },
    { displayName: 'Carol Clark' },
    ...(brand.createdByRest ? [] : [{ voicemailNumber: '*98' }]),
  ];
  const others: PhoneConfig[] = changes.map((change) => ({ ...config, account: { ...account, ...change } }));
  if (brand.createdByRest) return others;
  return [
    ...others,
    ...(brand.keepsUrl ? [{ ...config, provisioningUrl: 'http://192.0.2.10:8480/provision/other/' }] : []),
    // Three days, because some phones poll at most once a day.
    ...(polls ? [{ ...config, pollMinutes: 3 * 24 * 60 }] : []),
    { ...config, ntpServer: '192.0.2.123' },
    { ...config, timezone: 'America/New_York' },
    { ...config, phoneAdminPassword: 'other' },
  ];
}
