import { isXmlText } from './decode';
import { MalformedXml } from './element';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const LAST_CODE_POINT = 0x10ffff;

/** Resolves the five entities of XML and character references. Phones know no others. @throws MalformedXml */
export function resolveReferences(text: string): string {
  const [before = '', ...rest] = text.split('&');
  return rest.reduce((resolved, piece) => {
    const end = piece.indexOf(';');
    if (end < 0) throw new MalformedXml('an ampersand that begins no entity');
    return resolved + characterOf(piece.slice(0, end)) + piece.slice(end + 1);
  }, before);
}

function characterOf(name: string): string {
  if (!name.startsWith('#')) {
    const character = PREDEFINED.get(name);
    if (character === undefined) throw new MalformedXml(`the unknown entity &${name};`);
    return character;
  }
  const code = codeOf(name.slice(1));
  if (code === null || code > LAST_CODE_POINT || !isXmlText(String.fromCodePoint(code))) {
    throw new MalformedXml(`the character &${name};, which XML does not allow`);
  }
  return String.fromCodePoint(code);
}

function codeOf(digits: string): number | null {
  if (/^x[0-9a-fA-F]+$/.test(digits)) return Number.parseInt(digits.slice(1), 16);
  return /^[0-9]+$/.test(digits) ? Number.parseInt(digits, 10) : null;
}
