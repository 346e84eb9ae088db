import type { Parameters } from '../../brand';
import { xmlBytes, xmlDocument } from './xml';

/** XML of Polycom: parameters are attributes, whatever the element is called. Each stands on one line of its own. */
export function writeAttributes(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele('PHONE_CONFIG');
  for (const [name, value] of parameters) config.ele('ALL', { [name]: attributeOf(value) });
  return xmlBytes(document);
}

/** A reader turns line breaks in an attribute into spaces. xmlbuilder2 takes `&lt;` in a value for markup of ours. */
function attributeOf(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll('&', '&amp;');
}
