/** A response or an event of Asterisk: the values of each header, by lower-case name. */
export type AmiMessage = ReadonlyMap<string, readonly string[]>;

/** The first value of a header, or an empty string. */
export function amiHeader(message: AmiMessage, name: string): string {
  return message.get(name.toLowerCase())?.[0] ?? '';
}

/** All values of a header. */
export function amiHeaderValues(message: AmiMessage, name: string): readonly string[] {
  return message.get(name.toLowerCase()) ?? [];
}

/** A copy of a text. A part of a string, as a header is of what arrived, keeps the whole string in memory. */
export function copiedText(text: string): string {
  return Buffer.from(text).toString();
}
