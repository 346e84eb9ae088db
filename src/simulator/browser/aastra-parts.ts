import { findChildren, findChildText, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type { DisplayedSoftKey, SoftKeyAction } from './displayed-screen';
import { PageRefused } from './page-root';

const DEFAULT_TIMEOUT_SECONDS = 45;

const ACTIONS: Readonly<Record<string, SoftKeyAction>> = {
  'SoftKey:Exit': 'exit',
  'SoftKey:Select': 'select',
  'SoftKey:Submit': 'submit',
};

/** The soft keys that the phone shows when a page has none. */
export type DefaultSoftKeys = readonly { readonly label: string; readonly action: SoftKeyAction }[];

/** What all pages of the family share: title, soft keys, timeout, cancel URL. */
export function commonParts(root: XmlNode, defaults: DefaultSoftKeys) {
  const cancel = root.attributes.get('cancelAction');
  return {
    title: findChildText(root, 'Title') ?? '',
    softKeys: softKeysOf(root, defaults),
    timeoutSeconds: timeoutOf(root),
    cancelUrl: cancel === undefined ? null : urlOf(cancel, 'cancelAction'),
  };
}

function softKeysOf(root: XmlNode, defaults: DefaultSoftKeys): readonly DisplayedSoftKey[] {
  const pageKeys = findChildren(root, 'SoftKey').map(softKeyOf);
  const indexes = new Set(pageKeys.map(({ index }) => index));
  if (indexes.size < pageKeys.length) throw new PageRefused('two soft keys with one index');
  if (pageKeys.length > 0) return pageKeys;
  return defaults.map(({ label, action }, place) => ({ index: place + 1, label, does: { action } }));
}

function softKeyOf(element: XmlNode): DisplayedSoftKey {
  const index = Number(element.attributes.get('index'));
  if (!Number.isInteger(index) || index < 1) throw new PageRefused('a soft key without an index');
  const uri = findChildText(element, 'URI') ?? '';
  const action = Object.hasOwn(ACTIONS, uri) ? ACTIONS[uri] : undefined;
  const does = action === undefined ? { open: urlOf(uri, 'SoftKey') } : { action };
  return { index, label: findChildText(element, 'Label') ?? '', does };
}

function timeoutOf(root: XmlNode): number {
  const attribute = root.attributes.get('Timeout');
  return attribute !== undefined && /^\d{1,5}$/.test(attribute) ? Number(attribute) : DEFAULT_TIMEOUT_SECONDS;
}
