import type { RefusalCode } from '../../desk/refusals';

/** What screens say. Short: small phones show 16 to 20 characters a line. */
export const TEXTS = {
  loggedOutTitle: 'Hot desk',
  login: 'Login',
  loginAsOther: 'Login as other',
  logout: 'Logout',
  formTitle: 'Login',
  extension: 'Extension',
  password: 'Password',
  refusedTitle: 'Login refused',
  loggedInTitle: 'Logged in',
  loggedOutDoneTitle: 'Logged out',
  loads: 'The phone loads its settings now.',
  restarts: 'The phone restarts now.',
  changePin: 'Change PIN',
  mustChangePinTitle: 'Choose a new PIN',
  oldPassword: 'Old password',
  newPin: 'New PIN',
  newPinAgain: 'Again',
  pinNotChangedTitle: 'PIN not changed',
  oldPasswordWrong: 'The old password is wrong. Please try again.',
  pinsDiffer: 'The new PIN was not the same both times. Please type it again.',
  pinChangedTitle: 'PIN changed',
  pinChanged: 'Log in with the new PIN from now on.',
  faultTitle: 'Try again',
  fault: 'The phone system does not answer just now. Please try again in a minute.',
  staleTitle: 'Restart the phone',
  stale: 'This page is out of date. Please restart the phone, then log in.',
} as const;

/** What can be tried about a refusal. An unknown extension, a wrong password and a lockout read the same. */
export const REFUSAL_TEXTS: Readonly<Record<RefusalCode, string>> = {
  'invalid-extension': 'An extension has only digits, up to 20. Please type it again.',
  'invalid-password': 'Please type extension and password, up to 64 characters.',
  'unknown-extension': 'Extension or password is wrong. Please try again.',
  'wrong-password': 'Extension or password is wrong. Please try again.',
  'locked-out': 'Extension or password is wrong. Please try again.',
  'weak-pin': 'Please choose 4 to 20 digits that nobody guesses: not the old ones, the extension or a row.',
  'no-sip-account': 'This extension has no desk phone account. Please ask your administrator.',
  'unknown-phone': 'This phone is not known any more. Please restart it, then log in.',
  'phone-not-trusted': 'This phone has not shown that it may log in. Please restart it.',
  'address-not-set': 'Login by this key is not set up. Please use the other key or ask your administrator.',
  'not-logged-in': 'Nobody is logged in at this phone.',
  'not-allowed-here': 'This is not allowed at this phone. Please ask your administrator.',
};
