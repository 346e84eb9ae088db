import { MalformedXml, readXmlDocument, type XmlNode } from '../xml';

/** A config file that a phone would not take. The message says why, in words. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** Reads a config file that must be XML with this root element, whose namespace prefix does not matter. */
export function readXmlFile(bytes: Uint8Array, root: string): XmlNode {
  const element = parseXml(bytes);
  if (localName(element) !== root) {
    throw new UnreadableFile(`the root element is <${element.name}>, not <${root}>`);
  }
  return element;
}

/** The name of an element without its namespace prefix. */
export function localName(element: XmlNode): string {
  return element.name.slice(element.name.indexOf(':') + 1);
}

/** Reads a config file that must be XML, whatever its root element. */
export function parseXml(bytes: Uint8Array): XmlNode {
  try {
    return readXmlDocument(bytes);
  } catch (error) {
    if (error instanceof MalformedXml)
      throw new UnreadableFile(`not XML: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Reads a config file that must be text in UTF-8. */
export function readTextFile(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableFile('bytes that are not UTF-8', { cause });
  }
}
