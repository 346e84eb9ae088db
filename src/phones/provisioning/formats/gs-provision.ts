import type { Parameters } from '../../brand';
import { addText, xmlBytes, xmlDocument } from './xml';

/** `gs_provision` XML of Grandstream in its second version: one named item for each parameter. */
export function writeGsProvision(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele('gs_provision', { version: '1' }).ele('config', { version: '2' });
  for (const [name, value] of parameters) addText(config.ele('item', { name }), value);
  return xmlBytes(document);
}
