import type { PpxmlProfile } from '../../phones/screens/screens-profile';
import { findChild, findChildren, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type {
  DisplayedField,
  DisplayedForm,
  DisplayedMenu,
  DisplayedScreen,
  DisplayedSoftKey,
  DisplayedText,
} from './displayed-screen';
import { PageRefused, rootOfPage } from './page-root';

const NAMESPACE = 'http://panasonic/sip_phone';
const LONGEST_URL = 511;
const VERSIONS = ['2.0', '3.0'];

/**
 * Reads a screen as a Panasonic phone does: a menu or components. Such screens have no timeout.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readPpxmlPage(bytes: Uint8Array, profile: PpxmlProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  if (root.name !== 'ppxml' || root.attributes.get('xmlns') !== NAMESPACE) {
    throw new PageRefused(`the phone knows no <${root.name}> of this namespace`);
  }
  const screen = findChild(root, 'Screen');
  if (screen === null) throw new PageRefused('the simulator supports only a Screen in ppxml');
  if (!VERSIONS.includes(screen.attributes.get('version') ?? ''))
    throw new PageRefused('a Screen of no version');
  const menu = findChild(screen, 'Menu');
  if (menu !== null) return readMenu(screen, menu, profile);
  const components = findChild(screen, 'Components');
  if (components === null) throw new PageRefused('a Screen with nothing on it');
  const boxes = findChildren(components, 'TextBox');
  return boxes.length > 0 ? readForm(screen, components, boxes) : readText(screen, components, profile);
}

function readMenu(screen: XmlNode, menu: XmlNode, profile: PpxmlProfile): DisplayedMenu {
  if (menu.attributes.get('area') !== 'Phone') throw new PageRefused('a Menu without its area');
  const elements = findChildren(findChild(menu, 'MenuItems') ?? menu, 'MenuItem');
  const items = elements.map((item) => ({ label: textOf(item), url: requestOf(item) }));
  if (items.length === 0) throw new PageRefused('a menu without items');
  if (items.length > profile.maxMenuItems) {
    throw new PageRefused(`${items.length} items, but the phone shows ${profile.maxMenuItems}`);
  }
  const selected = elements.findIndex((item) => item.attributes.get('selected') === 'true');
  return {
    kind: 'menu',
    ...commonParts(screen, []),
    numbered: false,
    highlighted: Math.max(0, selected) + 1,
    items,
  };
}

/** A request of any box sends the values of all boxes. */
function readForm(screen: XmlNode, components: XmlNode, boxes: readonly XmlNode[]): DisplayedForm {
  const label = linesOf(components).join(' ');
  const actions = new Set(boxes.flatMap((box) => findChildren(box, 'SoftKey').map(requestOf)));
  const [action, ...others] = actions;
  if (action === undefined) throw new PageRefused('a TextBox without a submit key');
  if (others.length > 0) throw new PageRefused('the simulator supports one URL per form');
  const sends = findChild(boxes[0] ?? components, 'SoftKey');
  const ok = sends ? [{ ...positionOf(sends), does: { action: 'submit' as const } }] : [];
  return {
    kind: 'form',
    ...commonParts(screen, ok),
    action,
    fields: boxes.map((box) => readField(box, label)),
  };
}

/** A box accepts any text: no numeric type is known. */
function readField(box: XmlNode, label: string): DisplayedField {
  const name = box.attributes.get('name') ?? '';
  if (name === '') throw new PageRefused('a TextBox without a name');
  const masked = box.attributes.get('password') === 'true';
  return { name, label, type: 'text', masked, editable: true, value: box.attributes.get('text') ?? '' };
}

function readText(screen: XmlNode, components: XmlNode, profile: PpxmlProfile): DisplayedText {
  const lines = linesOf(components);
  if (lines.length === 0) throw new PageRefused('a Screen with nothing on it');
  if (lines.length > profile.maxLines) {
    throw new PageRefused(`${lines.length} lines, but the phone shows ${profile.maxLines}`);
  }
  const softKeys = findChildren(findChild(components, 'SoftKeys') ?? components, 'SoftKey').map(readSoftKey);
  return { kind: 'text', ...commonParts(screen, softKeys), text: lines.join(' '), doneUrl: null };
}

/** The labels in line order. Two labels in one line are an error. */
function linesOf(components: XmlNode): string[] {
  const labels = findChildren(components, 'Label').map((label) => ({
    line: Number(label.attributes.get('line')),
    text: textOf(label),
  }));
  const places = labels.map(({ line }) => line);
  if (new Set(places).size < places.length || places.some((line) => !(line >= 1))) {
    throw new PageRefused('a Label without a line of its own');
  }
  return labels.sort((one, other) => one.line - other.line).map(({ text }) => text);
}

function commonParts(screen: XmlNode, softKeys: readonly DisplayedSoftKey[]) {
  const title = screen.attributes.get('name') ?? '';
  return { title, softKeys, timeoutSeconds: 0, cancelUrl: null };
}

function readSoftKey(key: XmlNode): DisplayedSoftKey {
  const leaves = clickOf(key, 'CancelKey') !== null;
  return { ...positionOf(key), does: leaves ? { action: 'exit' } : { open: requestOf(key) } };
}

function positionOf(key: XmlNode): { index: number; label: string } {
  const index = Number(key.attributes.get('id'));
  if (!(index >= 1 && index <= 4)) throw new PageRefused('a soft key without a place');
  return { index, label: textOf(key) };
}

function textOf(element: XmlNode): string {
  const text = element.attributes.get('text');
  if (text === undefined) throw new PageRefused(`a ${element.name} without a text`);
  return text;
}

/** The OnClicked action of that name; null without it. */
function clickOf(element: XmlNode, action: string): XmlNode | null {
  const events = findChild(element, 'Events');
  const clicked = events && findChild(events, 'OnClicked');
  return clicked && findChild(clicked, action);
}

function requestOf(element: XmlNode): string {
  const request = clickOf(element, 'SendRequest');
  if (request === null) throw new PageRefused(`a ${element.name} that does nothing`);
  const url = urlOf(request.attributes.get('url') ?? null, element.name);
  if (url.length > LONGEST_URL) throw new PageRefused(`an address of ${url.length} characters`);
  return url;
}
