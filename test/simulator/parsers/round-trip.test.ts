import type { FormatName } from '../../../src/phones/brands/format-name';
import { FORMAT_WRITERS } from '../../../src/phones/provisioning/formats';
import { FORMAT_PARSERS } from '../../../src/simulator/parsers';
import fc from '../../fast-check';

const AWKWARD = [
  'Jürgen Ñandú 张',
  `& < > " '`,
  ']]>',
  '&amp;',
  '&foo;',
  '&#38;',
  '%NULL%',
  '#1',
  'a=b',
  '',
  'http://x/?a=1&b=2',
];

const NAMES: Readonly<Record<FormatName, fc.Arbitrary<string>>> = {
  attributes: fc.stringMatching(/^[a-z]{1,10}\.[0-9]{1,2}\.[a-z]{1,10}$/),
  'cnf-xml': fc.stringMatching(/^[a-z]{1,5}\/line\[[1-9]\]\/[A-Z][a-z]{0,8}$/),
  'digium-config': fc.oneof(
    fc.stringMatching(/^setting\/[a-z][a-z_0-9]{0,10}$/),
    fc.stringMatching(/^account\/[0-5]\/(host_primary\/)?[a-h][a-z_]{0,8}$/),
  ),
  'dls-items': fc.stringMatching(/^[a-z]{1,8}(-[a-z]{1,8}){0,2}(\[[1-9][0-9]{0,3}\])?$/),
  'flat-profile': fc.stringMatching(/^[A-Z][A-Za-z-]{0,10}(_[0-9]{1,2}_)?$/),
  'gs-provision': fc.stringMatching(/^[a-z][A-Za-z0-9]{0,10}\.[0-9]{1,2}\.[A-Za-z]{1,10}$/),
  'hl-provision': fc.integer({ min: 1, max: 99999 }).map((code) => `P${code}`),
  'key-value': fc.stringMatching(/^[a-z][a-z0-9_]{0,10}\.[0-9]{1,2}\.[a-z]{1,10}$/),
  'snom-settings': fc.oneof(
    fc.stringMatching(/^[a-e][a-z_]{0,10}(\/[1-9][0-9]?)?$/),
    fc.integer({ min: 0, max: 125 }).map((place) => `user_name/${place}`),
  ),
  'colon-lines': fc.stringMatching(/^[a-z][a-z0-9]{0,8}( [a-z0-9]{1,8}){0,2}$/),
  'module-lines': fc.stringMatching(/^[A-Z]{1,5} MODULE\/(--[A-Z]{1,5} List--\/)?SIP[1-9] [A-Za-z]{1,14}$/),
  'nvm-params': fc.stringMatching(/^[A-Z][A-Za-z]{0,8}\.[0-9]{1,2}\.[A-Za-z]{1,8}$/),
  'quoted-lines': fc.stringMatching(/^[A-Z]{1,10}_[A-Z]{1,10}_[0-9]{1,2}$/),
  lpconfig: fc.stringMatching(/^[a-z_0-9]{1,10}\/[a-z_]{1,10}$/),
  'sys-conf': fc.stringMatching(/^[a-z]{1,5}\/line\[[1-9]\]\/[A-Z][a-z]{0,8}$/),
};

/** A value as the format can hold it: `key-value` has no line breaks, nothing has other control characters. */
const STORABLE: Readonly<Record<FormatName, (value: string) => string>> = {
  attributes: (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '),
  'cnf-xml': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'digium-config': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '),
  'dls-items': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'flat-profile': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'gs-provision': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'hl-provision': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'key-value': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
  'snom-settings': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'colon-lines': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
  'module-lines': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
  'nvm-params': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '),
  'quoted-lines': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '),
  lpconfig: (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'sys-conf': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
};

const AN_EXAMPLE: Readonly<Record<FormatName, string>> = {
  attributes: 'reg.1.label',
  'cnf-xml': 'sipProfile/sipLines/line[1]/authPassword',
  'digium-config': 'account/0/password',
  'dls-items': 'key-label-unicode[3]',
  'flat-profile': 'Password_1_',
  'gs-provision': 'account.1.name',
  'hl-provision': 'P3',
  'key-value': 'account.1.label',
  'snom-settings': 'user_realname/1',
  'colon-lines': 'sip line1 password',
  'quoted-lines': 'DISPLAY_NAME_1',
  lpconfig: 'proxy_0/label',
  'module-lines': 'SIP CONFIG MODULE/--SIP Line List--/SIP1 Register Pswd',
  'nvm-params': 'SIP.Account.0.AuthPassword',
  'sys-conf': 'sip/line[1]/PhoneNumber',
};

describe.each(Object.keys(NAMES) as FormatName[])('the format %s', (format) => {
  const roundTrip = (parameters: ReadonlyMap<string, string>) =>
    FORMAT_PARSERS[format](FORMAT_WRITERS[format](parameters));

  it.each(AWKWARD)('reads back %p', (value) => {
    const name = AN_EXAMPLE[format];
    expect([...roundTrip(new Map([[name, value]]))]).toEqual([[name, value]]);
  });

  it('reads back any parameters, in order, each once', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 40 }).map(STORABLE[format]);
    const entries = fc.uniqueArray(fc.tuple(NAMES[format], value), {
      selector: ([name]) => name,
      maxLength: 20,
    });
    fc.assert(
      fc.property(entries, (parameters) => {
        const sent = new Map(parameters);
        const arrived = roundTrip(sent);
        expect(Object.fromEntries(arrived)).toEqual(Object.fromEntries(sent));
      }),
    );
  });

  it('a line break in a value starts no other parameter', () => {
    const names = NAMES[format];
    fc.assert(
      fc.property(
        names,
        fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\0'),
        names,
        (name, breaking, other) => {
          const arrived = roundTrip(new Map([[name, `x${breaking}${other} = evil`]]));
          expect([...arrived.keys()]).toEqual([name]);
        },
      ),
    );
  });
});
