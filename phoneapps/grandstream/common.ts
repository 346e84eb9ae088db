import type { Key, KeyKind } from '../../src/desk/model';
import type { PhoneConfig } from '../../src/phones/brands/brand';
import { codeByKind, type KeyValue, sameInEverySlot } from '../../src/phones/brands/helpers';

/** Fields of a virtual key, in names as in P-values. */
export type KeyField = 'keyMode' | 'account' | 'description' | 'value';

/** How a virtual key is written with these codes of what it does, for the account of this code. */
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

/** The phone's one page, without its scheme, and the label of the soft key that opens it where no virtual key does. */
export function loginPage({ lineKeys, softKeys }: Pick<PhoneConfig, 'lineKeys' | 'softKeys'>): {
  readonly path: string;
  readonly softKeyLabel: string;
} {
  const isLogin = ({ kind }: Key) => kind === 'login';
  const url = [...lineKeys, ...softKeys].find(isLogin)?.value ?? '';
  return { path: url.replace(/^http:\/\//, ''), softKeyLabel: softKeys.find(isLogin)?.label ?? '' };
}

/** The path of a provisioning URL as the phone wants it: without a scheme and without a slash at its end. */
export function serverPath(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
