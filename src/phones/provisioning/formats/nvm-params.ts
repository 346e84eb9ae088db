import type { Parameters } from '../../brands/parameters';
import { attributeValue, xmlBytes, xmlDocument } from './xml';

/** What the file says of itself, and not a parameter of the phone. */
const PRODUCT = 'productID';

/** `provisioning` XML of Gigaset: one `param` for each parameter. `productID` stands at the top, where there is one. */
export function writeNvmParams(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const product = parameters.get(PRODUCT);
  const root = document.ele('provisioning', { version: '1.1' });
  if (product !== undefined) root.att(PRODUCT, attributeValue(product));
  const nvm = root.ele('nvm');
  for (const [name, value] of parameters) {
    if (name !== PRODUCT) nvm.ele('param', { name, value: attributeValue(value) });
  }
  return xmlBytes(document);
}
