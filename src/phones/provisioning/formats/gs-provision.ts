import type { Parameters } from '../../brands/parameters';
import { addText, xmlBytes, xmlDocument } from './xml';

/**
 * `gs_provision` XML of Grandstream. A brand's own parameters stand first, and tell the version of the file: where they
 * are P-values it is the first, with an element for each; else the second, with a named item for each.
 */
export function writeGsProvision(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const [first = ''] = parameters.keys();
  const hasPValues = /^P\d+$/.test(first);
  const root = document.ele('gs_provision', { version: '1' });
  const config = root.ele('config', { version: hasPValues ? '1' : '2' });
  for (const [name, value] of parameters) {
    addText(hasPValues ? config.ele(name) : config.ele('item', { name }), value);
  }
  return xmlBytes(document);
}
