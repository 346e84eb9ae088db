import type { Parameters } from '../../phones/brands/parameters';
import { findChildren, type XmlNode } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/**
 * `gs_provision` XML: elements as parameters (`config version="1"`), or named items, optionally with named parts
 * (`version="2"`). A file with a duplicate parameter is ambiguous, so it is refused.
 */
export function parseGsProvision(bytes: Uint8Array): Parameters {
  const configs = findChildren(readXmlFile(bytes, 'gs_provision'), 'config');
  const [config] = configs;
  if (config === undefined || configs.length > 1) throw new UnreadableFile('expected exactly one <config>');
  const version = config.attributes.get('version');
  if (version !== '1' && version !== '2') throw new UnreadableFile('the <config> has no known version');
  const parameters = new Map<string, string>();
  for (const [name, value] of config.children.flatMap(version === '1' ? readElement : readItem)) {
    if (parameters.has(name)) throw new UnreadableFile(`${name} occurs twice`);
    parameters.set(name, value);
  }
  return parameters;
}

function readElement({ name, children, text }: XmlNode): [string, string][] {
  if (name === 'item' || children.length > 0) throw new UnreadableFile(`<${name}> is not a P-value`);
  return [[name, text]];
}

function readItem(item: XmlNode): [string, string][] {
  const name = nameOf(item, 'item');
  if (item.children.length === 0) return [[name, item.text]];
  return item.children.map((part) => {
    const last = nameOf(part, 'part');
    if (part.children.length > 0) throw new UnreadableFile(`${name}.${last} holds elements`);
    return [`${name}.${last}`, part.text];
  });
}

function nameOf(element: XmlNode, expected: string): string {
  if (element.name !== expected) throw new UnreadableFile(`<${element.name}> where <${expected}> should be`);
  const name = element.attributes.get('name');
  if (name === undefined || name === '') throw new UnreadableFile(`an <${expected}> without a name`);
  return name;
}
