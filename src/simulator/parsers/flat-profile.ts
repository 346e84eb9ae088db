import type { Parameters } from '../../phones/brands/parameters';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/**
 * `flat-profile` XML: each element is a parameter, an empty one clears it. The attribute `ua` only controls who may change
 * it on the phone. A file with a duplicate parameter is ambiguous, so it is refused.
 */
export function parseFlatProfile(bytes: Uint8Array): Parameters {
  const parameters = new Map<string, string>();
  for (const element of readXmlFile(bytes, 'flat-profile').children) {
    if (element.children.length > 0)
      throw new UnreadableFile(`<${element.name}> contains elements, not a value`);
    if (parameters.has(element.name)) throw new UnreadableFile(`<${element.name}> occurs twice`);
    parameters.set(element.name, element.text);
  }
  return parameters;
}
