import type { CiscoProfile } from '../../phones/screens/screens-profile';
import { findChildren, findChildText, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type {
  DisplayedField,
  DisplayedForm,
  DisplayedMenu,
  DisplayedScreen,
  DisplayedSoftKey,
  DisplayedText,
  SoftKeyAction,
} from './displayed-screen';
import { PageRefused, rootOfPage } from './page-root';

const MAX_FIELDS = 5;
const MAX_NAME = 64;
const MAX_TEXT = 4000;

const ACTIONS: ReadonlyMap<string, SoftKeyAction> = new Map([
  ['SoftKey:Select', 'select'],
  ['SoftKey:Submit', 'submit'],
  ['SoftKey:Exit', 'exit'],
  ['SoftKey:Cancel', 'exit'],
  ['SoftKey:<<', 'erase'],
]);

/** Root elements that the phones know but the simulator does not support. */
const UNSUPPORTED = [
  'Directory',
  'Execute',
  'Status',
  'Error',
  'Response',
  'Image',
  'GraphicMenu',
  'IconMenu',
];

/**
 * Reads a page as a Cisco phone does. Such pages have no timeout.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readCiscoPage(bytes: Uint8Array, profile: CiscoProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  requireElementOrder(root);
  if (root.name === 'CiscoIPPhoneMenu') return readMenu(root, profile);
  if (root.name === 'CiscoIPPhoneInput') return readForm(root);
  if (root.name === 'CiscoIPPhoneText') return readText(root);
  if (UNSUPPORTED.some((kind) => root.name === `CiscoIPPhone${kind}`)) {
    throw new PageRefused(`<${root.name}> is not supported by the simulator`);
  }
  throw new PageRefused(`the phone knows no <${root.name}>`);
}

/** Old phones read a page in one pass: title and prompt, then the content, then the soft keys. */
function requireElementOrder({ name, children }: XmlNode): void {
  const rank = (child: XmlNode) => {
    if (child.name === 'Title') return 0;
    if (child.name === 'Prompt') return 1;
    return child.name === 'SoftKeyItem' ? 3 : 2;
  };
  const ranks = children.map(rank);
  if (ranks.some((each, place) => each < (ranks[place - 1] ?? 0))) {
    throw new PageRefused(`the elements of <${name}> are in the wrong order`);
  }
}

function readMenu(root: XmlNode, profile: CiscoProfile): DisplayedMenu {
  const items = findChildren(root, 'MenuItem').map((item) => ({
    label: (findChildText(item, 'Name') ?? '').slice(0, MAX_NAME),
    url: urlOf(findChildText(item, 'URL'), 'MenuItem'),
  }));
  if (items.length === 0) throw new PageRefused('a menu without items');
  if (items.length > profile.maxMenuItems) {
    throw new PageRefused(`${items.length} items, but the phone shows ${profile.maxMenuItems}`);
  }
  const softKeys = softKeysOf(root, ['select', 'exit']);
  return { kind: 'menu', ...commonParts(root, softKeys), numbered: true, highlighted: 1, items };
}

function readForm(root: XmlNode): DisplayedForm {
  const fields = findChildren(root, 'InputItem').map(readField);
  if (fields.length === 0) throw new PageRefused('a form without a field');
  if (fields.length > MAX_FIELDS) {
    throw new PageRefused(`${fields.length} fields, but the phone shows ${MAX_FIELDS}`);
  }
  const softKeys = softKeysOf(root, ['submit', 'erase', 'exit']);
  const action = urlOf(findChildText(root, 'URL'), 'CiscoIPPhoneInput');
  return { kind: 'form', ...commonParts(root, softKeys), action, fields };
}

function readField(item: XmlNode): DisplayedField {
  const name = findChildText(item, 'QueryStringParam');
  if (name === null || name === '') throw new PageRefused('a field without a QueryStringParam');
  const flags = findChildText(item, 'InputFlags') ?? '';
  const kind = /^([ATNEUL])(P?)$/.exec(flags);
  if (kind === null) throw new PageRefused(`the phone knows no InputFlags ${JSON.stringify(flags)}`);
  return {
    name,
    label: findChildText(item, 'DisplayName') ?? '',
    type: kind[1] === 'N' || kind[1] === 'T' ? 'digits' : 'text',
    masked: kind[2] === 'P',
    editable: true,
    value: findChildText(item, 'DefaultValue') ?? '',
  };
}

/** OK on a text presses its first soft key. */
function readText(root: XmlNode): DisplayedText {
  const text = findChildText(root, 'Text');
  if (text === null) throw new PageRefused('a CiscoIPPhoneText without Text');
  if (text.length > MAX_TEXT) throw new PageRefused(`a text of ${text.length} characters`);
  const softKeys = softKeysOf(root, ['exit']);
  const first = [...softKeys].sort((one, other) => one.index - other.index)[0];
  const doneUrl = first && 'open' in first.does ? first.does.open : null;
  return { kind: 'text', ...commonParts(root, softKeys), text, doneUrl };
}

function commonParts(root: XmlNode, softKeys: readonly DisplayedSoftKey[]) {
  return { title: findChildText(root, 'Title') ?? '', softKeys, timeoutSeconds: 0, cancelUrl: null };
}

function softKeysOf(root: XmlNode, defaults: readonly SoftKeyAction[]): readonly DisplayedSoftKey[] {
  const keys = findChildren(root, 'SoftKeyItem').map(softKeyOf);
  if (new Set(keys.map(({ index }) => index)).size < keys.length) {
    throw new PageRefused('two soft keys at one position');
  }
  if (keys.length > 0) return keys;
  return defaults.map((action, place) => ({ index: place + 1, label: action, does: { action } }));
}

function softKeyOf(item: XmlNode): DisplayedSoftKey {
  const index = Number(findChildText(item, 'Position'));
  if (!Number.isInteger(index) || index < 1) throw new PageRefused('a soft key without a position');
  const url = findChildText(item, 'URL') ?? '';
  const action = ACTIONS.get(url);
  const does = action === undefined ? { open: urlOf(url, 'SoftKeyItem') } : { action };
  return { index, label: findChildText(item, 'Name') ?? '', does };
}
