import type { RefusalCode } from '../../../desk/refusals';
import type { Strings } from './strings';

/** What can be tried about a refusal. An unknown extension, a wrong password and a lockout read the same. */
const TEXT_OF: Readonly<Record<RefusalCode, keyof Strings>> = {
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

export function refusalString(strings: Strings, code: RefusalCode): string {
  return strings[TEXT_OF[code]];
}
