import type { Parameters } from '../../brands/parameters';
import { attributeValue, xmlBytes, xmlDocument } from './xml';

/** Polycom's XML: parameters are attributes, the element's name does not matter. One parameter per line. */
export function writeAttributes(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele('PHONE_CONFIG');
  for (const [name, value] of parameters) config.ele('ALL', { [name]: attributeValue(value) });
  return xmlBytes(document);
}
