import type { Brand, PhoneConfig } from '../../src/phones/brands/brand';
import fc from '../fast-check';
import {
  ALL_MODELS,
  brandsByName,
  fileFor,
  loggedIn,
  type ModelRow,
  parametersFor,
  parsed,
  placesOf,
  readingOf,
} from './support';

// Hundreds of files of hundreds of parameters: nothing of it is about time.
jest.setTimeout(120_000);

const AWKWARD = [
  `& < > " '`,
  '; # %',
  '#1001',
  '%NULL%',
  'a\r\naccount.2.enable = 1',
  'a\n\n[section]\nb=c',
  '\u2028account.2.enable = 1',
  '</P3><P401>1</P401><P3>',
  '</item><item name="account.2.enable">Yes</item><item name="x">',
  '</entry><entry name="x" overwrite="true">1</entry>',
  ']]>',
  '<!--',
  '&amp;',
  '&lt;b&gt;',
  '&unknown;',
  '&#10;',
  '\0\u0007\u{7f}\u{85}',
  '\ud800',
  '\ufffe',
  'Jürgen Ñandú 张',
  '👩‍💻',
  '= = =',
  '   ',
  '',
];

/** Any text at all, halves of surrogate pairs too. */
const anyText = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.tuple(fc.constantFrom(...AWKWARD), fc.constantFrom(...AWKWARD)).map(([one, other]) => one + other),
);

/** A secret as FreePBX or an admin makes one: what can be typed, without spaces around it. */
const secret = fc
  .oneof(
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(...`&<>"';#%=\\/?@:,{}[]()|~^\`$!*+-_. aZ09`),
      minLength: 1,
      maxLength: 40,
    }),
    fc.constantFrom('Jürgen Ñandú 张', '&amp;&#38;', ']]>', '#!version:1.0.0.1', '<P34>x</P34>', '%4e%55'),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '' && text !== '%NULL%');

/** The models with the fewest and with the most keys: escaping does not depend on what lies between. */
function rowsOf(brand: Brand): ModelRow[] {
  const rows = ALL_MODELS.filter((row) => row.brand === brand).sort(
    (one, other) => placesOf(one.model) - placesOf(other.model),
  );
  return [...rows.slice(0, 1), ...rows.slice(-1)];
}

/** Large files say little more than small ones, and cost as much more as they are larger. */
function runsFor({ model }: ModelRow): number {
  return placesOf(model) > 10 ? 20 : 60;
}

/** The same text in every place where a name, a label, a secret or an admin's value may stand. */
function saturated(row: ModelRow, text: string): PhoneConfig {
  const config = loggedIn(row, {
    person: { number: '771001', name: text, secret: text },
    options: { language: text, phoneAdminPassword: text, ntpServer: text, voicemailNumber: text },
  });
  const key = { kind: 'speed-dial' as const, value: text, label: text };
  const account = config.account && { ...config.account, authUser: text };
  const provisioningLogin = { user: text, password: text };
  return {
    ...config,
    account,
    provisioningLogin,
    lineKeys: config.lineKeys.map((own, place) => (place === 0 ? key : own)),
    softKeys: config.softKeys.map((own, place) => (place === 1 ? key : own)),
  };
}

const OVERRIDE: Readonly<Record<Brand['format'], string>> = {
  attributes: 'custom.parameter',
  'cnf-xml': 'custom/entry',
  'digium-config': 'setting/custom_parameter',
  'dls-items': 'custom-item[7]',
  'flat-profile': 'Custom_Parameter',
  'gs-provision': 'custom.parameter',
  'hl-provision': 'P99999',
  'key-value': 'custom.parameter',
  'snom-settings': 'custom_setting/7',
  'colon-lines': 'custom setting',
  'quoted-lines': 'CUSTOM_PARAMETER',
  lpconfig: 'custom/entry',
  'module-lines': 'CUSTOM CONFIG MODULE/Custom Name',
  'nvm-params': 'Custom.Parameter',
  'sys-conf': 'custom/entry',
};

/** Lines of a file that is no XML, by whatever a phone may take for the end of one. */
function linesIn(bytes: Buffer): number {
  const lines = bytes.toString('utf8').split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
  return lines.filter((line) => line !== '').length;
}

describe.each(brandsByName)('%s', (_, brand) => {
  test('makes no other parameter of any text, whatever it holds, and lets none change what another says', () => {
    for (const row of rowsOf(brand)) {
      const plain = parametersFor(row, saturated(row, 'plain'));
      const names = [...plain.keys(), OVERRIDE[brand.format]].sort();
      const untouched = [...plain].filter(([, value]) => !value.includes('plain'));
      const file = fileFor(row, saturated(row, 'plain'), { [OVERRIDE[brand.format]]: 'plain' });
      const isXml = file.toString('utf8').startsWith('<?xml');
      const lines = linesIn(file);
      fc.assert(
        fc.property(anyText, anyText, (text, override) => {
          const bytes = fileFor(row, saturated(row, text), { [OVERRIDE[brand.format]]: override });
          const arrived = parsed(brand, bytes);
          expect([...arrived.keys()].sort()).toEqual(names);
          expect(untouched.filter(([name, value]) => arrived.get(name) !== value)).toEqual([]);
          if (!isXml) expect(linesIn(bytes)).toBe(lines);
        }),
        { numRuns: runsFor(row), examples: AWKWARD.map((text) => [text, text]) },
      );
    }
  });

  test('brings a secret to the phone as it is', () => {
    for (const row of rowsOf(brand)) {
      fc.assert(
        fc.property(secret, (text) => {
          const person = { number: '771001', name: 'Alice Adams', secret: text };
          const { accounts } = readingOf(row, fileFor(row, loggedIn(row, { person })));
          expect(accounts[0]?.secret).toBe(text);
        }),
        { numRuns: runsFor(row) },
      );
    }
  });

  test('brings a name of any language to the phone as it is', () => {
    for (const row of rowsOf(brand)) {
      for (const name of ['Jürgen Ñandú 张', "O'Hara & Sons", 'Ann; #1 = 100 %', '👩‍💻 Ada']) {
        const person = { number: '771001', name, secret: 'secret' };
        const { accounts } = readingOf(row, fileFor(row, loggedIn(row, { person })));
        expect(accounts[0]?.displayName).toBe(name);
      }
    }
  });

  test('tells the phone the login for its files, where it can use one', () => {
    for (const row of rowsOf(brand)) {
      const provisioningLogin = { user: 'desk & phone', password: 'a<b"c@d' };
      const bytes = fileFor(row, { ...loggedIn(row), provisioningLogin });
      if (brand.httpAuth === 'none')
        expect([...parsed(brand, bytes).values()].join()).not.toContain('desk & ');
      else expect(readingOf(row, bytes).provisioningLogin).toEqual(provisioningLogin);
    }
  });
});
