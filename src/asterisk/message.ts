/** A response or an event of Asterisk: the values of each header, by lower-case name. */
export type AmiMessage = ReadonlyMap<string, readonly string[]>;

/** Reads a message of asterisk-manager, where a repeated header is an array and variables are an object. */
export function readMessage(raw: object): AmiMessage {
  return new Map(Object.entries(raw).map(([name, value]) => [name.toLowerCase(), valuesOf(value)]));
}

function valuesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, text]) => `${name}=${text}`);
}

/** The first value of a header, or an empty string. */
export function amiHeader(message: AmiMessage, name: string): string {
  return message.get(name.toLowerCase())?.[0] ?? '';
}

/** All values of a header. */
export function amiHeaderValues(message: AmiMessage, name: string): readonly string[] {
  return message.get(name.toLowerCase()) ?? [];
}
