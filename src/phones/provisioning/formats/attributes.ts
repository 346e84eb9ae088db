import type { Parameters } from '../../brands/parameters';
import { attributeValue, xmlBytes, xmlDocument } from './xml';

/** XML of Polycom: parameters are attributes, whatever the element is called. Each stands on one line of its own. */
export function writeAttributes(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele('PHONE_CONFIG');
  for (const [name, value] of parameters) config.ele('ALL', { [name]: attributeValue(value) });
  return xmlBytes(document);
}
