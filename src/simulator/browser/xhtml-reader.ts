import type { XhtmlProfile } from '../../phones/screens/screens-profile';
import { findChild, findChildText, type XmlNode } from '../xml';
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

const MAX_SOFT_KEY = 8;

/** Case-insensitive. A Submit must be inside its form. */
const ACTIONS: ReadonlyMap<string, SoftKeyAction> = new Map([
  ['softkey:submit', 'submit'],
  ['softkey:exit', 'exit'],
  ['softkey:cancel', 'exit'],
]);

/**
 * Reads a page as Polycom's microbrowser does: strict XHTML, not shown at all after one error, without a timeout. A page
 * without a form is a menu of its links, or, with a text, a text whose OK opens the first link.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readXhtmlPage(bytes: Uint8Array, profile: XhtmlProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  if (root.name !== 'html') throw new PageRefused(`the phone knows no <${root.name}>`);
  const body = findChild(root, 'body');
  if (body === null) throw new PageRefused('a page without a body');
  const head = findChild(root, 'head');
  const common = {
    title: (head && findChildText(head, 'title')) ?? '',
    softKeys: softKeysOf(body),
    timeoutSeconds: 0,
    cancelUrl: null,
  };
  const [form, ...others] = allOf(body, 'form');
  if (others.length > 0) throw new PageRefused('the simulator supports one form per page');
  if (form) return { ...common, ...readForm(form) };
  return { ...common, ...readLinks(body, profile) };
}

/** All descendants of that name, in document order. */
function allOf(element: XmlNode, name: string): XmlNode[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...allOf(child, name),
  ]);
}

function readForm(form: XmlNode): Pick<DisplayedForm, 'kind' | 'action' | 'fields'> {
  if ((form.attributes.get('method') ?? 'get').toLowerCase() !== 'get') {
    throw new PageRefused('the simulator supports only forms with GET');
  }
  const action = new URL(urlOf(form.attributes.get('action') ?? null, 'form'));
  action.search = ''; // the phone replaces the query by the values
  const inputs = allOf(form, 'input');
  const hasSubmit = inputs.some((input) => input.attributes.get('type') === 'submit');
  if (!hasSubmit) throw new PageRefused('a form without a submit button, which some phones cannot send');
  const fields = inputs
    .filter((input) => input.attributes.get('type') !== 'submit')
    .map((input) => readField(input, labelOf(form, input)));
  return { kind: 'form', action: action.href, fields };
}

function readField(input: XmlNode, label: string): DisplayedField {
  const type = input.attributes.get('type') ?? 'text';
  if (!['text', 'password', 'hidden'].includes(type)) throw new PageRefused(`an input of the type ${type}`);
  const name = input.attributes.get('name') ?? '';
  if (name === '') throw new PageRefused('an input without a name');
  return {
    name,
    label,
    type: 'text',
    masked: type === 'password',
    editable: type !== 'hidden',
    value: input.attributes.get('value') ?? '',
  };
}

/** The text beside an input. */
function labelOf(form: XmlNode, input: XmlNode): string {
  const line = allOf(form, 'p').find(({ children }) => children.includes(input));
  return line?.text.trim() ?? '';
}

type Unnamed<T> = Omit<T, 'title' | 'softKeys' | 'timeoutSeconds' | 'cancelUrl'>;

function readLinks(body: XmlNode, profile: XhtmlProfile): Unnamed<DisplayedMenu> | Unnamed<DisplayedText> {
  // `Action:` links are built-in functions of the phone; the simulator ignores them.
  const webLinks = allOf(body, 'a').filter((link) => !/^Action:/i.test(link.attributes.get('href') ?? ''));
  const links = webLinks.map((link) => ({
    label: link.text.trim(),
    url: urlOf(link.attributes.get('href') ?? null, 'link'),
  }));
  const [strings] = body.children.filter(({ name, children }) => name === 'p' && children.length === 0);
  if (strings) return { kind: 'text', text: strings.text.trim(), doneUrl: links[0]?.url ?? null };
  if (links.length === 0) throw new PageRefused('a page with nothing on it');
  if (links.length > profile.maxMenuItems) {
    throw new PageRefused(`${links.length} links, but the phone shows ${profile.maxMenuItems}`);
  }
  return { kind: 'menu', numbered: false, highlighted: 1, items: links };
}

function softKeysOf(body: XmlNode): readonly DisplayedSoftKey[] {
  const inForm = new Set(allOf(body, 'form').flatMap((form) => allOf(form, 'softkey')));
  return allOf(body, 'softkey').flatMap((key) => {
    const index = Number(key.attributes.get('index'));
    if (!(index >= 1 && index <= MAX_SOFT_KEY)) return [];
    const attribute = key.attributes.get('action') ?? '';
    const action = ACTIONS.get(attribute.toLowerCase());
    if (action === 'submit' && !inForm.has(key)) throw new PageRefused('a Submit outside of a form');
    const does = action === undefined ? { open: urlOf(attribute, 'softkey') } : { action };
    return [{ index, label: key.attributes.get('label') ?? '', does }];
  });
}
