import fc from 'fast-check';
import type { FormatName } from '../../../src/phones/provisioning/formats';
import { FORMAT_WRITERS } from '../../../src/phones/provisioning/formats';
import { FORMAT_PARSERS } from '../../../src/simulator/parsers';

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
  'hl-provision': fc.integer({ min: 1, max: 99999 }).map((code) => `P${code}`),
  'key-value': fc.stringMatching(/^[a-z][a-z0-9_]{0,10}\.[0-9]{1,2}\.[a-z]{1,10}$/),
  lpconfig: fc.stringMatching(/^[a-z_0-9]{1,10}\/[a-z_]{1,10}$/),
};

/** A value as the format can hold it: `key-value` has no line breaks, nothing has other control characters. */
const KEPT: Readonly<Record<FormatName, (value: string) => string>> = {
  'hl-provision': (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
  'key-value': (value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
  lpconfig: (value) => value.replace(/[^\n\P{Cc}]/gu, ''),
};

describe.each(Object.keys(NAMES) as FormatName[])('the format %s', (format) => {
  const roundTrip = (parameters: ReadonlyMap<string, string>) =>
    FORMAT_PARSERS[format](FORMAT_WRITERS[format](parameters));

  it.each(AWKWARD)('brings %p to the phone as it is', (value) => {
    const name = { 'hl-provision': 'P3', 'key-value': 'account.1.label', lpconfig: 'proxy_0/label' }[format];
    expect([...roundTrip(new Map([[name, value]]))]).toEqual([[name, value]]);
  });

  it('brings any parameters to the phone, in their order, each once', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 40 }).map(KEPT[format]);
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

  it('lets no line break make another parameter', () => {
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
