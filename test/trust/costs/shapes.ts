/** Text of about so many characters that is as awkward as it can be for some kind of parser. */
export type Shape = (length: number) => string;

/** Repeats the piece up to so many characters. */
const fill =
  (piece: string): Shape =>
  (length) =>
    piece.repeat(Math.max(1, Math.floor(length / piece.length)));

/** The same bytes in each run: a test that fails must fail again. */
const randomText: Shape = (length) => {
  let state = 0x2545f491;
  const letters = Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return String.fromCharCode(state & 0xff);
  });
  return letters.join('');
};

const nested: Shape = (length) => {
  const levels = Math.floor(length / 7);
  return '<a>'.repeat(levels) + '</a>'.repeat(levels);
};

/** Awkward input for parsers of any kind. What an attacker tries first: one character, or a short run, over and over. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  '&': fill('&'),
  '<': fill('<'),
  '<a/>': fill('<a/>'),
  'nested <a>': nested,
  ' a="b"': fill(' a="b"'),
  '&amp;': fill('&amp;'),
  '&#x0': fill('&#x0'),
  ',;': fill(',;'),
  NUL: fill('\0'),
  quotes: fill('"\'"'),
  '%41': fill('%41%'),
  surrogates: fill('\ud83d'),
  'combining characters': fill('e\u0301\u0327'),
  digits: fill('1'),
  spaces: fill(' '),
  '/../': fill('/../'),
  'a:b=': fill('a:b='),
  newlines: fill('a\r\n'),
  random: randomText,
};
