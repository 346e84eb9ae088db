import { MalformedXml, readXmlDocument, type XmlNode } from '../xml';

/** A page that a real phone would not show, or a key press that it would not accept. The message gives the reason. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused';
}

/**
 * The root element of a page.
 * @throws PageRefused when the page is longer than the phone reads, or not XML.
 */
export function rootOfPage(bytes: Uint8Array, { maxBytes }: { readonly maxBytes: number }): XmlNode {
  if (bytes.length > maxBytes) {
    throw new PageRefused(`${bytes.length} bytes, but the phone reads ${maxBytes}`);
  }
  try {
    return readXmlDocument(bytes);
  } catch (error) {
    if (error instanceof MalformedXml) throw new PageRefused(`not XML: ${error.message}`, { cause: error });
    throw error;
  }
}
