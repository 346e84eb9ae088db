import type { Parameters } from '../../phones/brand';
import { BrokenXml, readXml, type XmlElement } from '../xml';
import { UnreadableFile } from './unreadable-file';

/**
 * XML of Polycom: every attribute of every element is a parameter, whatever the elements are called. A file that has
 * one of them twice is not valid.
 */
export function parseAttributes(bytes: Uint8Array): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of attributesIn(parse(bytes))) {
    if (parameters.has(name)) throw new UnreadableFile(`${name} is there twice`);
    parameters.set(name, value);
  }
  return parameters;
}

function attributesIn(element: XmlElement): [string, string][] {
  return [...element.attributes, ...element.children.flatMap(attributesIn)];
}

function parse(bytes: Uint8Array): XmlElement {
  try {
    return readXml(bytes);
  } catch (error) {
    if (error instanceof BrokenXml) throw new UnreadableFile(`not XML: ${error.message}`, { cause: error });
    throw error;
  }
}
