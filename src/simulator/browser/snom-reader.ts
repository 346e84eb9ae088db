import type { SnomProfile } from '../../phones/screens/screens-profile';
import { findChild, findChildren, findChildText, type XmlNode } from '../xml';
import { urlOf } from './absolute-url';
import type {
  DisplayedForm,
  DisplayedMenu,
  DisplayedScreen,
  DisplayedSoftKey,
  DisplayedText,
} from './displayed-screen';
import { PageRefused, rootOfPage } from './page-root';

const LEAVE = 'snom://mb_exit';
const RELOAD = 'snom://mb_exit#reloadset';

/**
 * Reads a page as Snom's minibrowser does.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readSnomPage(bytes: Uint8Array, profile: SnomProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  if (root.name === 'SnomIPPhoneMenu') return readMenu(root, profile);
  if (root.name === 'SnomIPPhoneInput') return readInput(root);
  if (root.name === 'SnomIPPhoneText') return readText(root);
  throw new PageRefused(`the phone knows no <${root.name}>`);
}

function readMenu(root: XmlNode, profile: SnomProfile): DisplayedMenu {
  const items = findChildren(root, 'MenuItem').map((item) => ({
    label: findChildText(item, 'Name') ?? '',
    url: urlOf(addressIn(item), 'MenuItem'),
  }));
  if (items.length === 0) throw new PageRefused('a menu without items');
  if (items.length > profile.maxMenuItems) {
    throw new PageRefused(`${items.length} items, but the phone shows ${profile.maxMenuItems}`);
  }
  return { kind: 'menu', ...commonParts(root), numbered: true, highlighted: 1, items };
}

/** Reads the one InputItem. The part of QueryStringParam before the last `&` is sent unchanged. */
function readInput(root: XmlNode): DisplayedForm {
  const [item, ...others] = findChildren(root, 'InputItem');
  if (!item || others.length > 0) throw new PageRefused('the phone shows exactly one InputItem');
  const url = urlOf(addressIn(root), 'SnomIPPhoneInput');
  if (url.includes('?'))
    throw new PageRefused('the behaviour of the phone with a query in the URL is unknown');
  const parameter = findChildText(item, 'QueryStringParam') ?? '';
  const name = parameter.slice(parameter.lastIndexOf('&') + 1);
  const before = parameter.slice(0, Math.max(0, parameter.lastIndexOf('&')));
  if (name === '' || name.includes('=')) throw new PageRefused('an InputItem without a QueryStringParam');
  const flags = findChildText(item, 'InputFlags') ?? '';
  if (!/^p?[atneul]$/.test(flags)) throw new PageRefused(`the InputFlags ${flags}`);
  const field = {
    name,
    label: findChildText(item, 'DisplayName') ?? '',
    type: flags.endsWith('n') ? ('digits' as const) : ('text' as const),
    masked: flags.startsWith('p'),
    editable: true,
    value: findChildText(item, 'DefaultValue') ?? '',
  };
  return {
    kind: 'form',
    ...commonParts(root),
    action: before === '' ? url : `${url}?${before}`,
    fields: [field],
  };
}

function readText(root: XmlNode): DisplayedText {
  const text = findChildText(root, 'Text');
  if (text === null) throw new PageRefused('a SnomIPPhoneText without Text');
  return { kind: 'text', ...commonParts(root), text, doneUrl: null, reloadsAfter: reloadOf(root) };
}

/** Seconds until the phone leaves the page and reloads its settings; null: never. */
function reloadOf(root: XmlNode): number | null {
  const fetch = findChild(root, 'fetch');
  if (fetch === null) return null;
  if (fetch.text.trim() !== RELOAD)
    throw new PageRefused('the simulator supports only a fetch that reloads the settings');
  const milliseconds = Number(fetch.attributes.get('mil'));
  if (!(milliseconds > 0)) throw new PageRefused('a fetch without a time');
  return milliseconds / 1000;
}

/** Pages of this family have no timeout. */
function commonParts(root: XmlNode) {
  const softKeys = findChildren(root, 'SoftKeyItem').map(softKeyOf);
  if (new Set(softKeys.map(({ index }) => index)).size < softKeys.length) {
    throw new PageRefused('two soft keys in one place');
  }
  return { title: findChildText(root, 'Title') ?? '', softKeys, timeoutSeconds: 0, cancelUrl: null };
}

function softKeyOf(element: XmlNode): DisplayedSoftKey {
  const [, place] = /^F([1-4])$/.exec(findChildText(element, 'Name') ?? '') ?? [];
  if (place === undefined) throw new PageRefused('a soft key that is not F1 to F4');
  const url = addressIn(element) ?? '';
  const does = url === LEAVE ? { action: 'exit' as const } : { open: urlOf(url, 'SoftKeyItem') };
  return { index: Number(place), label: findChildText(element, 'Label') ?? '', does };
}

/** Both spellings of the element are in use. */
function addressIn(element: XmlNode): string | null {
  return findChildText(element, 'URL') ?? findChildText(element, 'Url');
}
