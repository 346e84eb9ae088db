import type { FanvilProfile } from '../../phones/screens/screens-profile';
import { findChildren, findChildText, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type { DisplayedField, DisplayedScreen, DisplayedSoftKey, SoftKeyAction } from './displayed-screen';
import { PageRefused, rootOfPage } from './page-root';

/**
 * Reads a page as a Fanvil phone does.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readFanvilPage(bytes: Uint8Array, profile: FanvilProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  if (root.name === 'FanvilIPPhoneMenu') return readMenu(root, profile);
  if (root.name === 'FanvilIPPhoneInputScreen') return readForm(root, profile);
  if (root.name === 'FanvilIPPhoneText') return readText(root);
  throw new PageRefused(`the phone knows no <${root.name}>`);
}

function readMenu(root: XmlNode, profile: FanvilProfile): DisplayedScreen {
  const items = findChildren(root, 'MenuItem').map((item) => ({
    label: findChildText(item, 'Name') ?? '',
    url: urlOf(findChildText(item, 'URL'), 'MenuItem'),
  }));
  if (items.length === 0 || items.length > profile.maxMenuItems) {
    throw new PageRefused(`${items.length} items, but the phone shows 1 to ${profile.maxMenuItems}`);
  }
  return { kind: 'menu', ...commonParts(root, 'select', 'Select'), numbered: false, highlighted: 1, items };
}

function readForm(root: XmlNode, profile: FanvilProfile): DisplayedScreen {
  const fields = findChildren(root, 'InputField').map(readField);
  if (fields.length === 0 || fields.length > profile.maxFields) {
    throw new PageRefused(`${fields.length} fields, but the phone shows 1 to ${profile.maxFields}`);
  }
  const action = urlOf(findChildText(root, 'URL'), 'FanvilIPPhoneInputScreen');
  return { kind: 'form', ...commonParts(root, 'submit', 'OK'), action, fields };
}

/** A field accepts any text: the dialect has no numeric fields. */
function readField(element: XmlNode): DisplayedField {
  const name = findChildText(element, 'Parameter');
  if (name === null || name === '') throw new PageRefused('a field without a Parameter');
  return {
    name,
    label: findChildText(element, 'Prompt') ?? '',
    type: 'text',
    masked: element.attributes.get('password') === 'yes',
    editable: true,
    value: findChildText(element, 'Default') ?? '',
  };
}

function readText(root: XmlNode): DisplayedScreen {
  const text = findChildText(root, 'Text');
  if (text === null) throw new PageRefused('a FanvilIPPhoneText without Text');
  return { kind: 'text', ...commonParts(root, null, ''), text, doneUrl: null };
}

/** The title and the soft keys; the default ones if the page has none. */
function commonParts(root: XmlNode, action: SoftKeyAction | null, label: string) {
  const pageKeys = findChildren(root, 'SoftKey').map(readSoftKey);
  const exit: DisplayedSoftKey = { index: action === null ? 1 : 2, label: 'Exit', does: { action: 'exit' } };
  const defaults = action === null ? [exit] : [{ index: 1, label, does: { action } }, exit];
  return {
    title: findChildText(root, 'Title') ?? '',
    softKeys: pageKeys.length > 0 ? pageKeys : defaults,
    timeoutSeconds: 0,
    cancelUrl: null,
  };
}

function readSoftKey(element: XmlNode, place: number): DisplayedSoftKey {
  const label = findChildText(element, 'Name');
  if (label === null || label === '') throw new PageRefused('a soft key without a Name');
  const uri = findChildText(element, 'URI') ?? '';
  if (uri === 'SoftKey:Exit') return { index: place + 1, label, does: { action: 'exit' } };
  return { index: place + 1, label, does: { open: urlOf(uri, 'SoftKey') } };
}
