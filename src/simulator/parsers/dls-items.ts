import type { Parameters } from '../../phones/brands/parameters';
import { findChildText, type XmlNode } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/**
 * The items that a message of a provisioning service writes, named by item name and index in brackets. A duplicate
 * item is ambiguous, so the message is refused.
 */
export function parseDlsItems(bytes: Uint8Array): Parameters {
  const message = onlyChild(readXmlFile(bytes, 'DLSMessage'), 'Message');
  const action = findChildText(message, 'Action');
  if (action !== 'WriteItems') throw new UnreadableFile(`the action is ${action}, not WriteItems`);
  const parameters = new Map<string, string>();
  for (const { name, attributes, children, text } of onlyChild(message, 'ItemList').children) {
    const item = attributes.get('name') ?? '';
    if (name !== 'Item' || item === '' || children.length > 0)
      throw new UnreadableFile(`<${name}> is not an item with a name and a value`);
    const index = attributes.get('index');
    const parameter = index === undefined ? item : `${item}[${index}]`;
    if (parameters.has(parameter)) throw new UnreadableFile(`${parameter} occurs twice`);
    parameters.set(parameter, text);
  }
  return parameters;
}

function onlyChild(element: XmlNode, name: string): XmlNode {
  const [only, ...others] = element.children.filter((child) => child.name === name);
  if (only === undefined || others.length > 0) throw new UnreadableFile(`expected exactly one <${name}>`);
  return only;
}
