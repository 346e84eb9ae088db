import type { Parameters } from '../../phones/brands/parameters';
import type { XmlNode } from '../xml';
import { parseXml, UnreadableFile } from './unreadable-file';

/**
 * XML of Polycom: every attribute of every element is a parameter; element names do not matter. A duplicate attribute
 * makes the file invalid.
 */
export function parseAttributes(bytes: Uint8Array): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of attributesIn(parseXml(bytes))) {
    if (parameters.has(name)) throw new UnreadableFile(`${name} occurs twice`);
    parameters.set(name, value);
  }
  return parameters;
}

function attributesIn(element: XmlNode): [string, string][] {
  return [...element.attributes, ...element.children.flatMap(attributesIn)];
}
