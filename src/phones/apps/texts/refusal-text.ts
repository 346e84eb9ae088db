import type { RefusalCode } from '../../../desk/refusals';
import type { Texts } from './texts';

/** What can be tried about a refusal. An unknown extension, a wrong password and a lockout read the same. */
const TEXT_OF: Readonly<Record<RefusalCode, keyof Texts>> = {
  'invalid-extension': 'invalidExtension',
  'invalid-password': 'invalidPassword',
  'unknown-extension': 'wrong',
  'wrong-password': 'wrong',
  'locked-out': 'wrong',
  'weak-pin': 'weakPin',
  'no-sip-account': 'noSipAccount',
  'unknown-phone': 'unknownPhone',
  'phone-not-trusted': 'phoneNotTrusted',
  'address-not-set': 'addressNotSet',
  'not-logged-in': 'notLoggedIn',
  'not-allowed-here': 'notAllowedHere',
  'in-call': 'inCall',
};

export function refusalText(texts: Texts, code: RefusalCode): string {
  return texts[TEXT_OF[code]];
}
