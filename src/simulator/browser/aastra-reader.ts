import type { AastraProfile } from '../../phones/screens/screens-profile';
import { findChildren, findChildText, type XmlNode } from '../xml';
import { readForm } from './aastra-form';
import { commonParts } from './aastra-parts';
import { urlOf } from './absolute-url';
import type { DisplayedMenu, DisplayedScreen, DisplayedText } from './displayed-screen';
import { PageRefused, rootOfPage } from './page-root';

/** Root elements that the phones know but the simulator does not support. */
const UNSUPPORTED = [
  'Execute',
  'Status',
  'Configuration',
  'Directory',
  'FormattedTextScreen',
  'ImageMenu',
  'ImageScreen',
];

/**
 * Reads a page of the Aastra family as a phone does.
 * @throws PageRefused when the phone would show an error instead.
 */
export function readAastraPage(bytes: Uint8Array, profile: AastraProfile): DisplayedScreen {
  const root = rootOfPage(bytes, profile);
  const kind = root.name.startsWith(profile.prefix) ? root.name.slice(profile.prefix.length) : '';
  if (kind === 'TextMenu') return readMenu(root, profile);
  if (kind === 'InputScreen') return readForm(root);
  if (kind === 'TextScreen') return readText(root);
  if (UNSUPPORTED.includes(kind)) throw new PageRefused(`<${root.name}> is not supported by the simulator`);
  throw new PageRefused(`the phone knows no <${root.name}>`);
}

function readMenu(root: XmlNode, profile: AastraProfile): DisplayedMenu {
  const items = findChildren(root, 'MenuItem').map((item) => ({
    label: findChildText(item, 'Prompt') ?? '',
    url: urlOf(findChildText(item, 'URI'), 'MenuItem'),
  }));
  if (items.length === 0) throw new PageRefused('a menu without items');
  if (items.length > profile.maxMenuItems) {
    throw new PageRefused(`${items.length} items, but the phone shows ${profile.maxMenuItems}`);
  }
  const first = Number(root.attributes.get('defaultIndex') ?? 1);
  return {
    kind: 'menu',
    ...commonParts(root, [
      { label: 'Select', action: 'select' },
      { label: 'Exit', action: 'exit' },
    ]),
    numbered: root.attributes.get('style') === profile.numberedStyle,
    highlighted: Number.isInteger(first) && first >= 1 && first <= items.length ? first : 1,
    items,
  };
}

function readText(root: XmlNode): DisplayedText {
  const text = findChildText(root, 'Text');
  if (text === null) throw new PageRefused('a TextScreen without Text');
  const done = root.attributes.get('doneAction');
  return {
    kind: 'text',
    ...commonParts(root, [{ label: 'Exit', action: 'exit' }]),
    text,
    doneUrl: done === undefined ? null : urlOf(done, 'doneAction'),
  };
}
