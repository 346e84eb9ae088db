/**
 * Expected refusals of the desk. They are values, not exceptions; each has one stable code, which REST shows as
 * it is and which screens translate (phones/apps/texts.ts).
 */
export type RefusalCode =
  | 'invalid-extension'
  | 'invalid-password'
  | 'unknown-extension'
  | 'wrong-password'
  | 'locked-out'
  | 'weak-pin'
  | 'no-sip-account'
  | 'unknown-phone'
  | 'phone-not-trusted'
  | 'address-not-set'
  | 'not-logged-in'
  | 'not-allowed-here'
  | 'in-call';

export interface Refusal {
  readonly refused: RefusalCode;
}

export function refuse(code: RefusalCode): Refusal {
  return { refused: code };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}
