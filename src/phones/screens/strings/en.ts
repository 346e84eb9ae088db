/**
 * The strings of the screens. Every language has the same keys. Titles have at most 16 columns, which is one line of the
 * smallest displays (Aastra 53i, 6730i, 6731i). Other strings are short, too.
 */
export const EN = {
  menuTitle: 'Hot desk',
  login: 'Login',
  loginAsOther: 'Login as other',
  logout: 'Logout',
  loginTitle: 'Login',
  extension: 'Extension',
  password: 'Password',
  loginRefusedTitle: 'Login refused',
  loggedInTitle: 'Logged in',
  loggedOutTitle: 'Logged out',
  configLoads: 'The phone is loading its settings.',
  phoneRestarts: 'The phone is restarting.',
  changePin: 'Change PIN',
  mustChangePinTitle: 'Choose a new PIN',
  oldPassword: 'Old password',
  newPin: 'New PIN',
  confirmPin: 'Confirm PIN',
  pinNotChangedTitle: 'PIN not changed',
  wrongOldPassword: 'The old password is wrong. Please try again.',
  pinMismatch: 'The new PINs do not match. Please enter them again.',
  pinChangedTitle: 'PIN changed',
  pinChanged: 'Log in with the new PIN from now on.',
  unavailableTitle: 'Try again',
  unavailable: 'The phone system is not responding. Please try again in a minute.',
  expiredTitle: 'Restart phone',
  expired: 'This page has expired. Please restart the phone, then log in.',
  invalidExtension: 'An extension has only digits, 20 at most. Please enter it again.',
  invalidPassword: 'Please enter extension and password, 64 characters at most.',
  wrongCredentials: 'Extension or password is wrong. Please try again.',
  weakPin:
    'Please choose 4 to 20 digits that are hard to guess: not the old PIN, the extension or a sequence.',
  noSipAccount: 'This extension has no desk phone account. Please ask your administrator.',
  technologyNotAvailable:
    'The phone system cannot use the account of this extension. Please ask your administrator.',
  unknownPhone: 'This phone is no longer known. Please restart it, then log in.',
  phoneNotTrusted: 'This phone has not proven that it may log in. Please restart it.',
  addressNotSet: 'Login with this key is not set up. Please use the other key or ask your administrator.',
  notLoggedIn: 'Nobody is logged in at this phone.',
  notAllowedHere: 'This is not allowed on this phone. Please ask your administrator.',
  phoneInUse: 'Somebody is logged in at this phone. Please log out there first.',
  inCall: 'A call is in progress. Please try again when it has ended.',
  pbxIncomplete: 'The phone system is not complete right now. Please try again in a few minutes.',
  select: 'Select',
  exit: 'Exit',
  ok: 'OK',
  cancel: 'Cancel',
  pressKey: 'Press a key below.',
  loadConfig: 'Load settings now',
} as const;

/** The strings of one language; the compiler checks that each language has all of them. */
export type Strings = Readonly<Record<keyof typeof EN, string>>;
