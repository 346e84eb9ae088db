/** An XML element. `text` is its direct character data, joined, not trimmed. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

/** The document is not well-formed XML, or uses a feature that phones do not support. */
export class MalformedXml extends Error {
  override readonly name = 'MalformedXml';
}

/** The first child of that name, or null. */
export function findChild(element: XmlNode, name: string): XmlNode | null {
  return element.children.find((child) => child.name === name) ?? null;
}

/** All children of that name. */
export function findChildren(element: XmlNode, name: string): readonly XmlNode[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the first child of that name, trimmed; null when there is no such child. */
export function findChildText(element: XmlNode, name: string): string | null {
  return findChild(element, name)?.text.trim() ?? null;
}
