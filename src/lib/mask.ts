/** Stands for a value that the reader may not see. */
export const MASK = '********';

/** The names with masked values: the values may be secrets. */
export function maskValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, MASK]));
}

/** A URL without all that may be a secret of its server: only scheme, host and port stay. Any other text is masked. */
export function maskUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url === null || url.host === '' ? MASK : `${url.protocol}//${url.host}/${MASK}`;
}

/** Whether a text was masked. */
export function isMasked(text: string): boolean {
  return text.includes(MASK);
}
