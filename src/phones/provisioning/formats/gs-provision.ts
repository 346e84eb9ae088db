import type { Parameters } from '../../brands/parameters';
import { addText, xmlBytes, xmlDocument } from './xml';

/**
 * Grandstream's `gs_provision` XML. The first parameter, which is the brand's own, decides the version of the file: a
 * P-value means version 1, with one element for each parameter; otherwise version 2, with named items.
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
