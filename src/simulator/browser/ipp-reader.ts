import type { IppProfile } from '../../phones/screens/screens-profile';
import { findChild, findChildren, findChildText, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type {
  DisplayedField,
  DisplayedForm,
  DisplayedMenu,
  DisplayedScreen,
  DisplayedSoftKey,
} from './displayed-screen';
import { formUrl } from './form-url';
import { PageRefused, rootOfPage } from './page-root';

const FIELD_TYPES = { NUMERIC: 'digits', ANY: 'text', PASSWORD: 'text' } as const;

/** A hidden value that is sent with every request of the page. */
interface Hidden {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads a page as an OpenStage 60 or 80 or a Desk Phone IP 55G does: a list, a form, or an alert above a list.
 * Source: public code that writes such pages; XML Applications, Developer's Guide A31003-S2000-R100.
 */
export function readIppPage(bytes: Uint8Array, profile: IppProfile): DisplayedScreen {
  const screen = screenIn(rootOfPage(bytes, profile));
  const hidden = countedChildren(screen, 'IppHidden', 'HiddenCount').map(readHidden);
  const softKeys = countedChildren(screen, 'IppCommand', 'CommandCount').map(readCommand);
  const list = findChild(screen, 'IppList');
  const menu = list && readList(list, hidden, profile);
  const alert = findChild(screen, 'IppAlert');
  if (alert !== null) return readAlert(alert, menu, softKeys);
  if (menu !== null) return { ...menu, softKeys };
  const form = findChild(screen, 'IppForm');
  if (form === null) throw new PageRefused('a screen with nothing on it');
  return readForm(form, hidden, softKeys);
}

function screenIn(root: XmlNode): XmlNode {
  const display = root.name === 'IppPhone' ? findChild(root, 'IppDisplay') : root;
  const screens = display?.name === 'IppDisplay' ? findChildren(display, 'IppScreen') : [];
  const [screen] = screens;
  if (screen === undefined) throw new PageRefused(`the phone knows no <${root.name}> with a screen`);
  if (screens.length > 1) throw new PageRefused('the simulator supports one screen per page');
  return screen;
}

/** Returns the elements of that name. The phone does not show a page with a wrong count. */
function countedChildren(screen: XmlNode, name: string, count: string): readonly XmlNode[] {
  const found = findChildren(screen, name);
  if (screen.attributes.get(count) !== String(found.length)) {
    throw new PageRefused(`${found.length} of ${name}, but ${count} is ${screen.attributes.get(count)}`);
  }
  return found;
}

function readHidden(element: XmlNode): Hidden {
  if (element.attributes.get('Type') !== 'VALUE') throw new PageRefused('a hidden value of no type');
  return { name: keyOf(element), value: findChildText(element, 'Value') ?? '' };
}

function readCommand(element: XmlNode, place: number): DisplayedSoftKey {
  const label = findChildText(element, 'Label') ?? '';
  const type = element.attributes.get('Type');
  if (label === '') throw new PageRefused('a command without a label');
  if (type !== 'SELECT' && type !== 'EXIT')
    throw new PageRefused(`the simulator does not support the command ${type}`);
  return { index: place + 1, label, does: { action: type === 'EXIT' ? 'exit' : 'submit' } };
}

function readList(list: XmlNode, hidden: readonly Hidden[], { maxMenuItems }: IppProfile): DisplayedMenu {
  const options = findChildren(list, 'Option');
  if (list.attributes.get('Type') !== 'IMPLICIT') throw new PageRefused('a list of no type');
  if (options.length === 0) throw new PageRefused('a list without options');
  if (options.length > maxMenuItems) {
    throw new PageRefused(`${options.length} options, but the phone shows ${maxMenuItems}`);
  }
  if (list.attributes.get('Count') !== String(options.length))
    throw new PageRefused('a list with a wrong count');
  const url = addressOf(list);
  const items = options.map((option) => {
    const strings = findChildren(option, 'OptionText');
    if (strings.length !== Number(list.attributes.get('Columns') ?? '1'))
      throw new PageRefused('an option with too few or too many columns');
    const value = option.attributes.get('Value') ?? '';
    const label = strings.map(({ text }) => text.trim()).join(' ');
    return { label, url: withValues(url, [{ name: keyOf(option), value }, ...hidden]) };
  });
  const selected = options.findIndex((option) => option.attributes.get('Selected') === 'TRUE');
  const highlighted = Math.max(0, selected) + 1;
  return { kind: 'menu', ...commonParts(titleOf(list), []), numbered: false, highlighted, items };
}

function readForm(
  form: XmlNode,
  hidden: readonly Hidden[],
  softKeys: readonly DisplayedSoftKey[],
): DisplayedForm {
  const fields = findChildren(form, 'IppTextField').map(readField);
  if (form.attributes.get('ItemCount') !== String(fields.length))
    throw new PageRefused('a form with a wrong count');
  const hiddenFields = hidden.map(({ name, value }): DisplayedField => {
    return { name, label: '', type: 'text', masked: false, editable: false, value };
  });
  const action = addressOf(form);
  return {
    kind: 'form',
    ...commonParts(titleOf(form), softKeys),
    action,
    fields: [...fields, ...hiddenFields],
  };
}

function readField(field: XmlNode): DisplayedField {
  const constraint = field.attributes.get('Constraint') ?? '';
  const type = Object.entries(FIELD_TYPES).find(([name]) => name === constraint)?.[1];
  if (type === undefined) throw new PageRefused(`a field of the constraint ${constraint}`);
  return {
    name: keyOf(field),
    label: findChildText(field, 'Label') ?? '',
    type,
    masked: constraint === 'PASSWORD',
    editable: true,
    value: findChildText(field, 'Text') ?? '',
  };
}

/** OK on an alert opens the first item of the list below it. */
function readAlert(
  alert: XmlNode,
  below: DisplayedMenu | null,
  softKeys: readonly DisplayedSoftKey[],
): DisplayedScreen {
  const text = findChildText(alert, 'Text');
  if (text === null) throw new PageRefused('an alert without text');
  const [method = null] = below?.items ?? [];
  const nextKey = method
    ? [{ index: softKeys.length + 1, label: method.label, does: { open: method.url } }]
    : [];
  const shown = commonParts(titleOf(alert), [...softKeys, ...nextKey]);
  return { kind: 'text', ...shown, text, doneUrl: method?.url ?? null };
}

function commonParts(title: string, softKeys: readonly DisplayedSoftKey[]) {
  return { title, softKeys, timeoutSeconds: 0, cancelUrl: null };
}

function titleOf(element: XmlNode): string {
  return findChildText(element, 'Title') ?? '';
}

/** A URL without a query: the phone adds the query. */
function addressOf(element: XmlNode): string {
  const url = urlOf(findChildText(element, 'Url'), element.name);
  if (url.includes('?')) throw new PageRefused('an address with a query of its own');
  return url;
}

function keyOf(element: XmlNode): string {
  const key = element.attributes.get('Key') ?? '';
  if (key === '') throw new PageRefused(`a ${element.name} without a key`);
  return key;
}

function withValues(action: string, values: readonly Hidden[]): string {
  const fields = values.map(({ name, value }): DisplayedField => {
    return { name, label: '', type: 'text', masked: false, editable: false, value };
  });
  return formUrl({ kind: 'form', ...commonParts('', []), action, fields });
}
