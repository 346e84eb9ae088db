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
