import type { Parameters } from '../../brands/parameters';
import { addText, xmlBytes, xmlDocument } from './xml';

/** `flat-profile` XML of Cisco's SPA and multiplatform phones: one element for each parameter, without nesting. */
export function writeFlatProfile(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const profile = document.ele('flat-profile');
  for (const [name, value] of parameters) addText(profile.ele(name), value);
  return xmlBytes(document);
}
