/** A phone's MAC: exactly 12 lower-case hex digits. */
export type Mac = string & { readonly __mac: unique symbol };

const NOTATIONS = [
  /^[0-9a-f]{12}$/i,
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i,
  /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i,
];

/** Parses a MAC in any of the usual notations; null for any other text. */
export function parseMac(text: string): Mac | null {
  if (!NOTATIONS.some((notation) => notation.test(text))) return null;
  return text.replace(/[:.-]/g, '').toLowerCase() as Mac;
}
