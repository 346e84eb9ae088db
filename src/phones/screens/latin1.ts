import type { ScreenDocument } from './dialects/screen-document';

/** Whether an Accept-Charset header accepts ISO-8859-1 but not UTF-8. */
export function readsOnlyLatin1(acceptCharset: string): boolean {
  const charsets = acceptCharset
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';')[0]?.trim());
  return charsets.includes('iso-8859-1') && !charsets.includes('utf-8') && !charsets.includes('*');
}

/** The same XML document in ISO-8859-1; other characters become numeric references. */
export function toLatin1({ bytes, contentType }: ScreenDocument): ScreenDocument {
  const text = bytes.toString('utf8').replace(/^(<\?xml [^>]*encoding=")UTF-8"/, '$1ISO-8859-1"');
  const escaped = Array.from(text, latin1Or).join('');
  return {
    bytes: Buffer.from(escaped, 'latin1'),
    contentType: contentType.replace(/;\s*charset=utf-8/i, '; charset=ISO-8859-1'),
  };
}

function latin1Or(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? character : `&#${code};`;
}
