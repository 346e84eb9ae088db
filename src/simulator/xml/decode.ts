import { MalformedXml } from './element';

const UTF_8 = 'utf-8';
const LATIN_1 = 'iso-8859-1';

/** Characters that XML 1.0 forbids. */
const NOT_ALLOWED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** A declaration has these attributes in this order, each at most once. */
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.[0-9]+\1(?:\s+encoding\s*=\s*(["'])([A-Za-z][A-Za-z0-9._-]*)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*\?>/;

/**
 * Decodes a document after its declaration and normalises line ends. Like phones, it reads UTF-8, with or without a byte
 * order mark, and ISO-8859-1 if declared.
 * @throws MalformedXml
 */
export function decodeXml(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const hasMark = buffer.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  const content = hasMark ? buffer.subarray(3) : buffer;
  const declaration = readDeclaration(content);
  const { encoding } = declaration;
  if (hasMark && encoding === LATIN_1) throw new MalformedXml('the byte order mark of UTF-8 in ISO-8859-1');
  const body = content.subarray(declaration.length);
  const text = encoding === LATIN_1 ? body.toString('latin1') : decodeUtf8(body);
  if (!isXmlText(text)) throw new MalformedXml('a character that XML does not allow');
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** Whether XML allows all these characters. */
export function isXmlText(text: string): boolean {
  return !NOT_ALLOWED.test(text);
}

/** Length in bytes (0 without a declaration) and encoding. The declaration is ASCII. */
function readDeclaration(content: Buffer): { readonly length: number; readonly encoding: string } {
  const start = content.subarray(0, 200).toString('latin1');
  if (!/^<\?xml\s/.test(start)) return { length: 0, encoding: UTF_8 };
  const declared = DECLARATION.exec(start);
  if (declared === null) throw new MalformedXml('a declaration that is not valid');
  const encoding = (declared[3] ?? UTF_8).toLowerCase();
  if (encoding !== UTF_8 && encoding !== LATIN_1) throw new MalformedXml(`the encoding ${encoding}`);
  return { length: declared[0].length, encoding };
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder(UTF_8, { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new MalformedXml('bytes that are not UTF-8', { cause });
  }
}
