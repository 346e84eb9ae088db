import type { Key, KeyKind } from '../../src/desk/model';
import type { PhoneConfig } from '../../src/phones/brands/brand';
import { codeByKind, type KeyValue, sameInEverySlot } from '../../src/phones/brands/helpers';

/** Fields of a virtual key, for named parameters and for P-values. */
export type KeyField = 'keyMode' | 'account' | 'description' | 'value';

/** How the fields of a virtual key are written. `modes` has the code of each kind, `account` the code of the account. */
export function virtualKey(
  modes: Readonly<Record<KeyKind, string>>,
  account: string,
): Readonly<Record<KeyField, KeyValue>> {
  const isIdle = ({ kind }: Key) => modes[kind] === modes.none;
  return {
    keyMode: codeByKind(modes),
    account: sameInEverySlot(account),
    description: (key) => (isIdle(key) ? '' : key.label),
    value: (key) => (isIdle(key) || key.kind === 'login' ? '' : key.value),
  };
}

/** The URL of the login page without its scheme, and the label of the soft key that opens it (empty: a virtual key does). */
export function loginPage({ lineKeys, softKeys }: Pick<PhoneConfig, 'lineKeys' | 'softKeys'>): {
  readonly path: string;
  readonly softKeyLabel: string;
} {
  const isLogin = ({ kind }: Key) => kind === 'login';
  const url = [...lineKeys, ...softKeys].find(isLogin)?.value ?? '';
  return { path: url.replace(/^http:\/\//, ''), softKeyLabel: softKeys.find(isLogin)?.label ?? '' };
}

/** A provisioning URL as the phone expects it: without scheme and without a slash at the end. */
export function serverPath(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
