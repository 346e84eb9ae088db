import { BRANDS } from '../../phoneapps';
import type { Brand } from '../../src/phones/brands/brand';
import { profileOf } from '../device-profiles';
import { forEachModel } from './for-each-model';
import { ALL_MODELS, brandsByName, loggedIn, macOf } from './support';

/** Line keys of each Sangoma. All have six accounts; those without line keys have soft keys only. */
const SANGOMA: Readonly<Record<string, number>> = {
  s205: 0,
  s206: 2,
  s300: 0,
  s305: 15,
  s400: 25,
  s405: 25,
  s406: 25,
  s500: 35,
  s505: 35,
  s700: 45,
  s705: 45,
};

/** Line keys of each Htek and the number in `cfg<device code>.xml`, all with six accounts. */
const HTEK: Readonly<Record<string, readonly [number, string]>> = {
  uc802: [0, '0007'],
  uc802t: [0, '0007'],
  uc803: [0, '0006'],
  uc803t: [0, '0006'],
  uc804: [4, '0005'],
  uc804t: [4, '0051'],
  uc806: [4, '0004'],
  uc806t: [4, '0041'],
  uc840: [4, '0003'],
  uc840p: [4, '0003'],
  uc842: [4, '0001'],
  uc860: [14, '0002'],
  uc860p: [14, '0002'],
  uc862: [14, '0000'],
  uc902: [0, '0017'],
  uc903: [20, '0016'],
  uc912: [12, '0019'],
  uc912e: [12, '0019'],
  uc912g: [12, '0019'],
  uc923: [20, '0013'],
  uc924: [28, '0012'],
  uc924e: [28, '0112'],
  uc926: [36, '0010'],
  uc926e: [36, '0110'],
};

/** Accounts, line keys and the number in the name of the common file; null: in no source (or 0, as T28P has). */
const YEALINK: Readonly<Record<string, readonly [number, number, string | null]>> = {
  t40g: [3, 3, '76'],
  t40p: [3, 3, '54'],
  t41p: [6, 15, '36'],
  t41s: [6, 15, '68'],
  t41u: [6, 15, null],
  t42g: [12, 15, '29'],
  t42s: [12, 15, '67'],
  t42u: [12, 15, '116'],
  t43u: [12, 21, '107'],
  t44u: [12, 21, '174'],
  t44w: [12, 21, '174'],
  t46g: [16, 27, '28'],
  t46s: [16, 27, '66'],
  t46u: [16, 27, '108'],
  t48g: [16, 29, '35'],
  t48s: [16, 29, '65'],
  t48u: [16, 29, '109'],
  t52s: [12, 21, '74'],
  t53: [12, 21, '95'],
  t53w: [12, 21, '95'],
  t54s: [16, 27, '70'],
  t54w: [16, 27, '96'],
  t56a: [16, 27, '56'],
  t57w: [16, 29, '97'],
  t58: [16, 27, '58'],
  t58a: [16, 27, '58'],
  t58v: [16, 27, '58'],
  t58w: [16, 27, '150'],
  t49g: [16, 29, '51'],
  t19p: [1, 0, null],
  t19p_e2: [1, 0, '53'],
  t20p: [2, 2, '7'],
  t21p: [2, 2, null],
  t21p_e2: [2, 2, '52'],
  t22p: [3, 3, '5'],
  t23g: [3, 3, '44'],
  t23p: [3, 3, '44'],
  t26p: [3, 3, '4'],
  t27g: [6, 21, '69'],
  t27p: [6, 21, '45'],
  t28p: [6, 6, null],
  t29g: [16, 27, '46'],
  t30: [1, 0, null],
  t30p: [1, 0, null],
  t31: [2, 2, '123'],
  t31g: [2, 2, '123'],
  t31p: [2, 2, '123'],
  t31w: [2, 2, '172'],
  t32g: [3, 3, '32'],
  t33g: [4, 12, '124'],
  t33p: [4, 12, '124'],
  t34w: [4, 12, '171'],
  t38g: [6, 6, '38'],
  t73u: [16, 40, '186'],
  t73w: [16, 40, '183'],
  t74u: [16, 50, '187'],
  t74w: [16, 50, '184'],
  t77u: [16, 56, '188'],
  t85w: [16, 60, '196'],
  t87w: [16, 84, '197'],
  t88: [16, 84, '192'],
  vp59: [16, 27, '91'],
  cp860: [1, 0, '37'],
  ax83h: [4, 16, '180'],
  ax86r: [4, 16, '180'],
  cp920: [1, 0, '78'],
  cp925: [1, 0, null],
  cp960: [1, 0, '73'],
  cp965: [1, 0, null],
  w52p: [5, 0, '25'],
  w56p: [5, 0, null],
  w60b: [8, 0, '77'],
  w70b: [10, 0, '146'],
};

/** Accounts, line keys and common-file number of tiptel's IP 28x, which are Yealink's T28P, T26P, T22P and T20P. */
const TIPTEL: typeof YEALINK = {
  ip286: [6, 6, null],
  ip284: [3, 3, '4'],
  ip282: [3, 3, '5'],
  ip280: [2, 2, '7'],
};

/** Documented account numbers that differ from those of most models of the brand. */
const ACCOUNTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // "Poly Edge E Series Parameter Reference", PVOS 8.2.1
  polycom: {
    edgee100: 8,
    edgee220: 16,
    edgee300: 32,
    edgee320: 32,
    edgee350: 32,
    edgee400: 34,
    edgee450: 34,
    edgee500: 34,
    edgee550: 34,
  },
  // From the data sheets.
  snom: { d120: 2, d140: 2, d150: 2, d315: 4, d335: 12, d713: 6, d717: 6, d785: 12, d862: 8, d865: 12 },
  // From public provisioning code that follows the vendor's files.
  fanvil: {
    x1s: 2,
    'x3s-lite': 2,
    'x3s-pro': 4,
    x3sg: 4,
    x3sw: 4,
    x3u: 6,
    x4u: 12,
    x5u: 16,
    x6u: 20,
    x7c: 20,
    x210: 20,
    x301: 2,
    x303w: 4,
    x306: 2,
    i16sv: 2,
    i64: 2,
  },
  'cisco-spa': { spa301: 1 },
  'cisco-mpp': { '6871': 6, '7832': 1, '8832': 1 },
};

function brandOf(id: string): Brand {
  const brand = BRANDS.find((each) => each.id === id);
  if (!brand) throw new Error(`no ${id}`);
  return brand;
}

test('the line keys of the Sangoma models are those in the table', () => {
  const { models } = brandOf('sangoma');
  expect(Object.fromEntries(Object.entries(models).map(([name, { lineKeys }]) => [name, lineKeys]))).toEqual(
    SANGOMA,
  );
  expect(new Set(Object.values(models).map(({ accounts }) => accounts))).toEqual(new Set([6]));
});

test('the line keys and device codes of the Htek models are those in the table', () => {
  const brand = brandOf('htek');
  const { models } = brand;
  const profile = profileOf(brand);
  const facts = Object.entries(models).map(([name, { lineKeys }]) => {
    const [, code] = /^cfg(\d{4})\.xml$/.exec(profile.boot(name, '001fc1a1b2c3')[0]?.file ?? '') ?? [];
    return [name, [lineKeys, code]];
  });
  expect(Object.fromEntries(facts)).toEqual(HTEK);
  expect(new Set(Object.values(models).map(({ accounts }) => accounts))).toEqual(new Set([6]));
});

test.each([
  ['yealink', YEALINK],
  ['tiptel', TIPTEL],
])('the accounts, line keys and product codes of the %s models are those in the table', (id, table) => {
  const brand = brandOf(id);
  const { models } = brand;
  const profile = profileOf(brand);
  const facts = Object.entries(models).map(([name, { accounts, lineKeys }]) => {
    const files = profile.boot(name, '001565a1b2c3').map(({ file }) => file);
    const [code = ''] = files.flatMap((file) => /^y0*(\d*)\.cfg$/.exec(file)?.[1] ?? []);
    return [name, [accounts, lineKeys, code || null]];
  });
  expect(Object.fromEntries(facts)).toEqual(table);
});

test.each(Object.keys(ACCOUNTS))('%s models have the documented number of accounts', (id) => {
  const { models } = brandOf(id);
  const named = Object.keys(ACCOUNTS[id] ?? {});
  expect(Object.fromEntries(named.map((name) => [name, models[name]?.accounts]))).toEqual(ACCOUNTS[id]);
});

test('door phones and the phone without a display show no page', () => {
  const shown = (id: string, name: string) => {
    const { formFields, softKeys, lineKeys } = brandOf(id).models[name] ?? {};
    return [name, formFields, softKeys, lineKeys];
  };
  for (const name of ['i10s', 'i16sv', 'i61', 'i64'])
    expect(shown('fanvil', name)).toEqual([name, null, 0, 0]);
  expect(shown('cisco-spa', 'spa301')).toEqual(['spa301', null, 0, 0]);
});

test('tiptel models have the accounts and line keys of their Yealink originals', () => {
  const twins = { ip286: 't28p', ip284: 't26p', ip282: 't22p', ip280: 't20p' };
  for (const [label, maker] of Object.entries(twins)) expect(TIPTEL[label]).toEqual(YEALINK[maker]);
});

describe.each(brandsByName)('every model of %s', (_, brand) => {
  const rows = ALL_MODELS.filter((row) => row.brand === brand);

  test('has valid numbers of accounts, keys and fields', () => {
    forEachModel(rows, ({ model }) => {
      for (const count of [model.accounts, model.lineKeys, model.softKeys]) {
        expect(Number.isInteger(count) && count >= 0).toBe(true);
      }
      expect(model.accounts).toBeGreaterThanOrEqual(1);
      if (model.formFields !== null) expect(model.formFields).toBeGreaterThanOrEqual(1);
    });
  });

  test('boots with unique and valid file names', () => {
    forEachModel(rows, ({ name }) => {
      const chain = profileOf(brand).boot(name, macOf(brand));
      expect(new Set(chain.map(({ file }) => file)).size).toBe(chain.length);
      for (const { file } of chain) expect(file).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    });
  });

  test('gets a key layout with exactly its number of keys', () => {
    forEachModel(rows, (row) => {
      const { lineKeys, softKeys } = loggedIn(row);
      expect(lineKeys).toHaveLength(row.model.lineKeys);
      expect([0, row.model.softKeys]).toContain(softKeys.length);
    });
  });
});

test.each(brandsByName)(
  'an unlisted %s gets at most the line keys of the smallest listed model',
  (_, brand) => {
    const fewest = Math.min(...Object.values(brand.models).map(({ lineKeys }) => lineKeys));
    expect(brand.unknownModel.lineKeys).toBeLessThanOrEqual(fewest);
  },
);
