import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { oneLine } from './one-line';

/** A UTF-8 document in which no value can break out: everything is escaped, what XML 1.0 cannot hold is left out. */
export function xmlDocument(): XMLBuilder {
  return create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '' });
}

/** Puts a value into an element. */
export function addText(element: XMLBuilder, value: string): void {
  element.txt(literal(value));
}

/** Adds an element whose attributes are values; a line break in one stays what it is. */
export function addElement(
  parent: XMLBuilder,
  name: string,
  attributes: Readonly<Record<string, string>>,
): XMLBuilder {
  const escaped = Object.entries(attributes).map(([key, value]) => [key, literal(value)]);
  return parent.ele(name, Object.fromEntries(escaped));
}

/** A value as an attribute may hold it: a reader turns line breaks into spaces. */
export function attributeValue(value: string): string {
  return literal(oneLine(value));
}

/** xmlbuilder2 takes `&lt;` in a value for markup of ours; so nothing is left to guess. */
function literal(value: string): string {
  return value.replaceAll('&', '&amp;');
}

export function xmlBytes(document: XMLBuilder): Buffer {
  return Buffer.from(`${document.end({ prettyPrint: true })}\n`, 'utf8');
}
