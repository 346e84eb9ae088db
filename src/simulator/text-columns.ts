/** Characters of two terminal columns: East Asian wide and full-width ones, and emoji. */
const WIDE =
  /[\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\p{M}\p{Cf}\p{Cc}]/u;

/** The width of a text in terminal columns. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

/** Cuts or pads a text to exactly that many columns. */
export function fitToColumns(text: string, columns: number): string {
  const result = cut(replaceControls(text), columns);
  return result + ' '.repeat(columns - columnsOf(result));
}

/** Wraps a text to that many columns, at spaces if possible. Keeps its line breaks. */
export function wrapText(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(replaceControls(line), columns));
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

/** Splits a word that is longer than a line. */
function pieces(word: string, columns: number): string[] {
  if (columnsOf(word) <= columns) return [word];
  const first = cut(word, columns);
  return [first, ...pieces(word.slice(first.length), columns)];
}

/** The beginning of the text that fits that many columns. */
function cut(text: string, columns: number): string {
  let result = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) break;
    result += character;
  }
  return result;
}

function replaceControls(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function widthOf(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
