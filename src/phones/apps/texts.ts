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
  'no-sip-account': 'This extension has no desk phone account. Please ask your administrator.',
  'unknown-phone': 'This phone is not known any more. Please restart it, then log in.',
  'phone-not-trusted': 'This phone has not shown that it may log in. Please restart it.',
  'address-not-set': 'Login by this key is not set up. Please use the other key or ask your administrator.',
  'not-logged-in': 'Nobody is logged in at this phone.',
  'not-allowed-here': 'You may not log in at this phone. Please ask your administrator.',
};
