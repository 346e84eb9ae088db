import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { oneLine } from './one-line';

/** A UTF-8 document. All values are escaped; characters that XML 1.0 cannot contain are dropped. */
export function xmlDocument(): XMLBuilder {
  return create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '' });
}

/** Adds a value as the element's text. */
export function addText(element: XMLBuilder, value: string): void {
  element.txt(literal(value));
}

/** Adds an element with attributes; unlike `attributeValue`, it keeps line breaks in them. */
export function addElement(
  parent: XMLBuilder,
  name: string,
  attributes: Readonly<Record<string, string>>,
): XMLBuilder {
  const escaped = Object.entries(attributes).map(([key, value]) => [key, literal(value)]);
  return parent.ele(name, Object.fromEntries(escaped));
}

/** A value for an attribute, with line breaks replaced by spaces, as an XML reader would do. */
export function attributeValue(value: string): string {
  return literal(oneLine(value));
}

/** xmlbuilder2 takes `&lt;` in a value for an entity and would not escape it. */
function literal(value: string): string {
  return value.replaceAll('&', '&amp;');
}

export function xmlBytes(document: XMLBuilder): Buffer {
  return Buffer.from(`${document.end({ prettyPrint: true })}\n`, 'utf8');
}
