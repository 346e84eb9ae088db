/** Characters that take two columns in a terminal: East Asian wide and full-width ones, and pictures. */
const WIDE =
  /[\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\p{M}\p{Cf}\p{Cc}]/u;

/** How many columns a text takes in a terminal. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

/** The text in exactly that many columns: cut, or filled with spaces. */
export function inColumns(text: string, columns: number): string {
  const kept = cut(spaced(text), columns);
  return kept + ' '.repeat(columns - columnsOf(kept));
}

/** The text in lines of at most that many columns, broken at spaces where it can be, and at its own line breaks. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(spaced(line), columns));
}

function wrapLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').flatMap((part) => pieces(part, columns))) {
    if (current === '') current = word;
    else if (columnsOf(current) + 1 + columnsOf(word) <= columns) current += ` ${word}`;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

/** A word that is too long for a line, in pieces. */
function pieces(word: string, columns: number): string[] {
  if (columnsOf(word) <= columns) return [word];
  const first = cut(word, columns);
  return [first, ...pieces(word.slice(first.length), columns)];
}

/** As much of the text as goes into that many columns. */
function cut(text: string, columns: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) break;
    kept += character;
  }
  return kept;
}

function spaced(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function widthOf(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
