import type { RefusalCode } from '../../../desk/refusals';
import type { Strings } from './en';

/**
 * Unknown extension, wrong password, lockout and a weak PIN at a phone that is not known have the same text: a screen must
 * not reveal which one it is.
 */
const STRING_OF: Readonly<Record<RefusalCode, keyof Strings>> = {
  'invalid-extension': 'invalidExtension',
  'invalid-password': 'invalidPassword',
  'unknown-extension': 'wrongCredentials',
  'wrong-password': 'wrongCredentials',
  'locked-out': 'wrongCredentials',
  'weak-pin': 'weakPin',
  'weak-voicemail-pin': 'wrongCredentials',
  'no-sip-account': 'noSipAccount',
  'technology-not-available': 'technologyNotAvailable',
  'unknown-phone': 'unknownPhone',
  'phone-not-trusted': 'phoneNotTrusted',
  'phone-in-use': 'phoneInUse',
  'address-not-set': 'addressNotSet',
  'not-logged-in': 'notLoggedIn',
  'not-allowed-here': 'notAllowedHere',
  'in-call': 'inCall',
  'pbx-incomplete': 'pbxIncomplete',
};

export function refusalString(strings: Strings, code: RefusalCode): string {
  return strings[STRING_OF[code]];
}
