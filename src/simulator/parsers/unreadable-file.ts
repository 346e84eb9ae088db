import { MalformedXml, readXmlDocument, type XmlNode } from '../xml';

/** A config file that a phone would reject. The message gives the reason. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** Reads an XML config file with this root element, with any namespace prefix. @throws UnreadableFile */
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

/** Reads an XML config file with any root element. @throws UnreadableFile */
export function parseXml(bytes: Uint8Array): XmlNode {
  try {
    return readXmlDocument(bytes);
  } catch (error) {
    if (error instanceof MalformedXml)
      throw new UnreadableFile(`not XML: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Reads a UTF-8 text file. @throws UnreadableFile */
export function readTextFile(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableFile('not UTF-8', { cause });
  }
}
