/** What brands compose their parameters from: plain data in, vendor parameters out. */
export {
  type AccountValue,
  accountSlots,
  portOr,
  sameInEverySlot,
  transportCode,
  whenLoggedIn,
} from './accounts';
export { longOffset, posixRule, shortOffset, timeZone } from './clock';
export { type Entries, type Entry, optionalParameter, toParameters } from './entries';
export { codeByKind, fillKey, type KeyValue, keySlots } from './keys';
export { pollInterval, provisioningLogin, provisioningServer } from './provisioning';
