/**
 * Expected refusals of the desk. They are values, not exceptions. Each has one stable code, which REST returns as it is and
 * screens translate (phones/screens/strings/refusal-string.ts).
 */
export const REFUSAL_CODES = [
  'invalid-extension',
  'invalid-password',
  'unknown-extension',
  'wrong-password',
  'locked-out',
  'weak-pin',
  'weak-voicemail-pin',
  'no-sip-account',
  'technology-not-available',
  'unknown-phone',
  'phone-not-trusted',
  'phone-in-use',
  'address-not-set',
  'not-logged-in',
  'not-allowed-here',
  'in-call',
  'pbx-incomplete',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly refused: RefusalCode;
}

export function createRefusal(code: RefusalCode): Refusal {
  return { refused: code };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}
