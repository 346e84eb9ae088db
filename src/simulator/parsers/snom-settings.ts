import type { Parameters } from '../../phones/brands/parameters';
import { findChildren, type XmlNode } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

const PERMISSIONS = ['', 'R', 'RW', '&', '$', '!'];

/** `settings` of Snom: `phone-settings` by name and `idx`, and the function keys with their labels. */
export function parseSnomSettings(bytes: Uint8Array): Parameters {
  const root = readXmlFile(bytes, 'settings');
  if (root.children.length === 0) throw new UnreadableFile('<settings> is empty');
  const parameters = new Map<string, string>();
  for (const setting of findChildren(root, 'phone-settings').flatMap(({ children }) => children)) {
    const index = setting.attributes.get('idx');
    parameters.set(index === undefined ? setting.name : `${setting.name}/${index}`, valueIn(setting));
  }
  for (const key of findChildren(root, 'functionKeys').flatMap(({ children }) => children)) {
    const index = key.attributes.get('idx');
    if (key.name !== 'fkey' || index === undefined) throw new UnreadableFile(`<${key.name}> is not a key`);
    parameters.set(`fkey/${index}`, valueIn(key));
    parameters.set(`fkey/${index}/label`, key.attributes.get('label') ?? '');
  }
  return parameters;
}

/** With `!` the phone keeps a value that its user changed, so such a file is refused. */
function valueIn(element: XmlNode): string {
  const permission = element.attributes.get('perm') ?? '';
  if (element.children.length > 0)
    throw new UnreadableFile(`<${element.name}> contains elements, not a value`);
  if (!PERMISSIONS.includes(permission)) throw new UnreadableFile(`unknown permission ${permission}`);
  if (permission === '!') throw new UnreadableFile(`<${element.name}> would not replace what a user set`);
  return element.text;
}
