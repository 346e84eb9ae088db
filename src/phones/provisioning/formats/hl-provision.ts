import type { Parameters } from '../../brands/parameters';
import { addText, xmlBytes, xmlDocument } from './xml';

/** `hl_provision` XML of the Htek family (Htek, Sangoma s): one element for each P-value. */
export function writeHlProvision(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele('hl_provision', { version: '1' }).ele('config', { version: '1' });
  for (const [name, value] of parameters) addText(config.ele(name), value);
  return xmlBytes(document);
}
