import { BRANDS } from '../../phoneapps';
import { profileOf } from '../device-profiles';
import fc from '../fast-check';

/** Pieces with a meaning in some syntax: attackers put them between ordinary characters. */
const PIECES = [
  ...[
    '\0',
    '\r\n',
    '\n',
    '\t',
    ' ',
    '"',
    "'",
    '<',
    '>',
    '&',
    '&amp;',
    ']]>',
    '<!--',
    '-->',
    '<?xml',
    '%00',
    '%0d%0a',
    '%25',
  ],
  ...[
    '../',
    '..\\',
    '//',
    ';',
    '#',
    '?',
    '=',
    '|',
    '`id`',
    `${'$'}{x}`,
    '{{x}}',
    '%NULL%',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ufffe',
    '張',
  ],
  ...[
    "' OR 1=1 --",
    '</URL>',
    '</Prompt><URI>http://x/',
    'javascript:',
    'Content-Length: 0',
    '__proto__',
    'constructor',
  ],
];

/** Any text, long or short, with special pieces in it. */
export const awkwardText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), { maxLength: 5 })
      .map((pieces) => pieces.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('A', '<', '%', '0', '張'), fc.integer({ min: 1, max: 400 }))
      .map(([letter, times]) => letter.repeat(times)),
  },
);

/** Hex digits in either case. A regular expression would take a thousand times as long. */
const hex = (digits: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 16 ** Math.min(digits, 12) - 1 }), fc.boolean())
    .map(([number, upper]) => {
      const text = number.toString(16).padStart(digits, '0');
      return upper ? text.toUpperCase() : text;
    });

/** MACs in all notations, and similar texts. */
export const macText: fc.Arbitrary<string> = fc.oneof(
  hex(12),
  fc
    .tuple(fc.constantFrom(':', '-', '.', ' ', ''), fc.array(hex(2), { minLength: 5, maxLength: 7 }))
    .map(([joint, octets]) => octets.join(joint)),
  fc.array(hex(4), { minLength: 2, maxLength: 4 }).map((groups) => groups.join('.')),
  fc.tuple(hex(12), awkwardText).map(([mac, text]) => mac.slice(0, 6) + text.slice(0, 6) + mac.slice(6)),
  fc
    .constantFrom(...BRANDS.flatMap(({ identity }) => identity.ouis))
    .chain((oui) => hex(6).map((rest) => oui + rest)),
);

/** File names with a MAC, as phones build them. Few are valid, because each valid one adds a phone. */
export const macFile: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(
        fc.constantFrom('cfg', 'y0000000000', 'SEP', 'phone', 'spa', ''),
        macText,
        fc.constantFrom('.boot', '.cnf.xml', '.json', '.txt', '-phone.cfg.bak', ''),
      )
      .map((pieces) => pieces.join('')),
  },
  { weight: 1, arbitrary: hex(12).map((mac) => `${mac}.cfg`) },
);

/** Any file names. */
export const fileName: fc.Arbitrary<string> = fc.oneof(
  awkwardText,
  fc.tuple(macFile, awkwardText).map((pieces) => pieces.join('')),
);

/** User-Agents of supported phones with changes, and any other text. */
export const userAgent: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        ...BRANDS.flatMap((brand) =>
          Object.keys(brand.models).map((model) => profileOf(brand).userAgent(model, '805ec0000001')),
        ),
      ),
      awkwardText,
      fc.integer({ min: 0, max: 60 }),
    )
    .map(([real, text, place]) => real.slice(0, place) + text + real.slice(place)),
  awkwardText,
);

/** Headers that servers and proxies know, with unexpected values. */
export const headers: fc.Arbitrary<readonly (readonly [string, string])[]> = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        ...[
          'X-Forwarded-For',
          'X-Forwarded-Proto',
          'X-Forwarded-Host',
          'Forwarded',
          'X-Real-IP',
          'Via',
          'Host',
          'Referer',
        ],
        ...[
          'Range',
          'If-None-Match',
          'If-Modified-Since',
          'Accept',
          'Accept-Encoding',
          'Accept-Language',
          'Cookie',
        ],
        ...[
          'Authorization',
          'Content-Type',
          'Origin',
          'Cache-Control',
          'X-HTTP-Method-Override',
          'X-Original-URL',
          'TE',
        ],
      ),
      fc.constantFrom('X', 'x-y', 'Content', 'Z'.repeat(60)),
    ),
    awkwardText,
  ),
  { maxLength: 4 },
);
