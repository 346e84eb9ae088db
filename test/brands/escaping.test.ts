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

// Hundreds of files with hundreds of parameters. No test asserts a time.
jest.setTimeout(120_000);

const SPECIAL_TEXTS = [
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

/** Any text, also with lone surrogates. */
const anyText = fc.oneof(
  fc.constantFrom(...SPECIAL_TEXTS),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes)),
  fc
    .tuple(fc.constantFrom(...SPECIAL_TEXTS), fc.constantFrom(...SPECIAL_TEXTS))
    .map(([one, other]) => one + other),
);

/** A secret as FreePBX or an admin sets it: typed characters, without spaces around them. */
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

/** The models with the fewest and with the most keys, which are enough for escaping. */
function rowsOf(brand: Brand): ModelRow[] {
  const rows = ALL_MODELS.filter((row) => row.brand === brand).sort(
    (one, other) => placesOf(one.model) - placesOf(other.model),
  );
  return [...rows.slice(0, 1), ...rows.slice(-1)];
}

/** Large files find little more than small ones, and take longer. */
function runsFor({ model }: ModelRow): number {
  return placesOf(model) > 10 ? 20 : 60;
}

/** A config with this text as every name, label, secret and value of an admin. */
function saturated(row: ModelRow, text: string): PhoneConfig {
  const config = loggedIn(row, {
    user: { number: '771001', name: text, secret: text },
    options: { language: text, phoneAdminPassword: text, ntpServer: text, voicemailNumber: text },
  });
  const key = { kind: 'speed-dial' as const, value: text, label: text };
  const account = config.account && { ...config.account, authUser: text };
  const provisioningLogin = { user: text, password: text };
  return {
    ...config,
    account,
    provisioningLogin,
    lineKeys: config.lineKeys.map((current, place) => (place === 0 ? key : current)),
    softKeys: config.softKeys.map((current, place) => (place === 1 ? key : current)),
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

/** The lines of a file that is not XML, split at every character that a phone may read as the end of a line. */
function linesIn(bytes: Buffer): number {
  const lines = bytes.toString('utf8').split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
  return lines.filter((line) => line !== '').length;
}

describe.each(brandsByName)('%s', (_, brand) => {
  test('never turns a text into another parameter, and never changes the value of another parameter', () => {
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
        { numRuns: runsFor(row), examples: SPECIAL_TEXTS.map((text) => [text, text]) },
      );
    }
  });

  test('delivers a secret unchanged', () => {
    for (const row of rowsOf(brand)) {
      fc.assert(
        fc.property(secret, (text) => {
          const user = { number: '771001', name: 'Alice Adams', secret: text };
          const { accounts } = readingOf(row, fileFor(row, loggedIn(row, { user })));
          expect(accounts[0]?.secret).toBe(text);
        }),
        { numRuns: runsFor(row) },
      );
    }
  });

  test('delivers a name in any language unchanged', () => {
    for (const row of rowsOf(brand)) {
      for (const name of ['Jürgen Ñandú 张', "O'Hara & Sons", 'Ann; #1 = 100 %', '👩‍💻 Ada']) {
        const user = { number: '771001', name, secret: 'secret' };
        const { accounts } = readingOf(row, fileFor(row, loggedIn(row, { user })));
        expect(accounts[0]?.displayName).toBe(name);
      }
    }
  });

  test('delivers the provisioning login, if the phone can use one', () => {
    for (const row of rowsOf(brand)) {
      const provisioningLogin = { user: 'desk & phone', password: 'a<b"c@d' };
      const bytes = fileFor(row, { ...loggedIn(row), provisioningLogin });
      if (brand.httpAuth === 'none')
        expect([...parsed(brand, bytes).values()].join()).not.toContain('desk & ');
      else expect(readingOf(row, bytes).provisioningLogin).toEqual(provisioningLogin);
    }
  });
});
