import type { Parameters } from '../../brands/parameters';
import { attributeValue, xmlBytes, xmlDocument } from './xml';

/** An attribute of the file, not a parameter of the phone. */
const PRODUCT = 'productID';

/** Gigaset's `provisioning` XML: one `param` for each parameter; `productID`, if present, is an attribute of the root. */
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
