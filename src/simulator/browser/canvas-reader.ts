import type { CanvasProfile } from '../../phones/screens/screens-profile';
import { findChild, findChildren, findChildText, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type { DisplayedField, DisplayedScreen, DisplayedSoftKey } from './displayed-screen';
import { PageRefused, rootOfPage } from './page-root';

/** The field types that the phone supports. */
const INPUT_TYPES = ['text', 'password', 'hidden'];

/**
 * Reads a page as a Grandstream phone does: names are case-sensitive, every element has a position on the canvas.
 * @throws PageRefused when the phone would show an error, or an element is outside the display.
 */
export function readCanvasPage(bytes: Uint8Array, profile: CanvasProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  if (root.name !== 'Screen') throw new PageRefused(`the phone knows no <${root.name}>`);
  const page = only(root, 'Page');
  const contents = only(page, 'Contents');
  const [title = '', ...lines] = stringsIn(contents, profile);
  const keys = findChildren(only(page, 'SoftKeys'), 'SoftKey');
  const shown = { title, softKeys: keys.map(readSoftKey), timeoutSeconds: 0, cancelUrl: null };
  const submit = keys.find((key) => key.attributes.get('action') === 'AppendInputURL');
  const fields = readFields(contents, profile);
  if (submit === undefined && fields.length > 0) throw new PageRefused('fields, but no submit key');
  if (submit === undefined) return { kind: 'text', ...shown, text: lines.join(' '), doneUrl: null };
  return {
    kind: 'form',
    ...shown,
    action: urlOf(submit.attributes.get('commandArgs') ?? null, 'form'),
    fields,
  };
}

function only(parent: XmlNode, name: string): XmlNode {
  const found = findChild(parent, name);
  if (found === null || findChildren(parent, name).length > 1) {
    throw new PageRefused(`not exactly one <${name}> in <${parent.name}>`);
  }
  return found;
}

function stringsIn(contents: XmlNode, profile: CanvasProfile): string[] {
  return findChildren(contents, 'DisplayString').map((element) => {
    const size = { width: element.attributes.get('width'), height: element.attributes.get('height') };
    requireOnCanvas(profile, { ...size, x: findChildText(element, 'X'), y: findChildText(element, 'Y') });
    return withoutVariables(findChild(element, 'DisplayStr')?.text ?? '');
  });
}

/** `$$` is a dollar sign; the phone replaces any other `$` by a variable. */
function withoutVariables(text: string): string {
  return text.replace(/\$(.?)/gu, (_, next: string) => {
    if (next !== '$') throw new PageRefused(`the variable $${next}`);
    return '$';
  });
}

/** Reads the fields. The text before a field is its label. */
function readFields(contents: XmlNode, profile: CanvasProfile): DisplayedField[] {
  const fields: DisplayedField[] = [];
  let label = '';
  for (const element of contents.children) {
    if (element.name === 'DisplayString')
      label = withoutVariables(findChildText(element, 'DisplayStr') ?? '');
    else if (element.name === 'input') fields.push(readField(element, label, profile));
    else throw new PageRefused(`<${element.name}> is not supported by the simulator`);
  }
  if (new Set(fields.map(({ name }) => name)).size < fields.length) {
    throw new PageRefused('two fields with one name');
  }
  return fields;
}

function readField(element: XmlNode, label: string, profile: CanvasProfile): DisplayedField {
  const attribute = (name: string) => element.attributes.get(name) ?? '';
  const styles = only(element, 'styles').attributes;
  const size = { width: styles.get('width'), height: styles.get('height') };
  requireOnCanvas(profile, { ...size, x: styles.get('pos_x'), y: styles.get('pos_y') });
  if (attribute('name') === '') throw new PageRefused('a field without a name');
  if (!INPUT_TYPES.includes(attribute('type')))
    throw new PageRefused(`a field of the type ${attribute('type')}`);
  return {
    name: attribute('name'),
    label,
    type: attribute('data-type') === 'int' ? 'digits' : 'text',
    masked: attribute('type') === 'password',
    editable: attribute('type') !== 'hidden',
    value: attribute('value'),
  };
}

function readSoftKey(element: XmlNode, place: number): DisplayedSoftKey {
  const label = element.attributes.get('label') ?? '';
  const url = () => urlOf(element.attributes.get('commandArgs') ?? null, 'SoftKey');
  const action = element.attributes.get('action');
  if (action === 'QuitApp') return { index: place + 1, label, does: { action: 'exit' } };
  if (action === 'AppendInputURL') return { index: place + 1, label, does: { action: 'submit' } };
  if (action === 'UseURL') return { index: place + 1, label, does: { open: url() } };
  throw new PageRefused(`a soft key with the action ${action}`);
}

type AttributeValue = string | null | undefined;

function requireOnCanvas(
  { canvas }: CanvasProfile,
  { x, y, width, height }: Readonly<Record<'x' | 'y' | 'width' | 'height', AttributeValue>>,
): void {
  const [left, top, wide, high] = [x, y, width, height].map(numberOf);
  const fits = [left, top, wide, high].every((value) => value !== undefined && value >= 0);
  if (!fits || Number(left) + Number(wide) > canvas.width || Number(top) + Number(high) > canvas.height) {
    throw new PageRefused(`something at ${x},${y} of ${width} by ${height} is not on the display`);
  }
}

function numberOf(attribute: AttributeValue): number {
  return attribute !== null && attribute !== undefined && /^\d{1,4}$/.test(attribute)
    ? Number(attribute)
    : -1;
}
