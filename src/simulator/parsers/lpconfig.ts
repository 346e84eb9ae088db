import type { Parameters } from '../../phones/brands/parameters';
import type { XmlNode } from '../xml';
import { localName, readXmlFile, UnreadableFile } from './unreadable-file';

/**
 * lpconfig XML; parameters are named `section/entry`. An entry without `overwrite="true"` does
 * not replace an existing value, so such a file is refused.
 */
export function parseLpconfig(bytes: Uint8Array): Parameters {
  const parameters = new Map<string, string>();
  for (const section of readXmlFile(bytes, 'config').children) {
    const sectionName = nameOf(section, 'section');
    for (const entry of section.children) {
      const path = `${sectionName}/${nameOf(entry, 'entry')}`;
      if (entry.children.length > 0) throw new UnreadableFile(`${path} contains elements`);
      if (entry.attributes.get('overwrite') !== 'true') {
        throw new UnreadableFile(`${path} has no overwrite="true"`);
      }
      parameters.set(path, entry.text);
    }
  }
  return parameters;
}

function nameOf(element: XmlNode, expected: string): string {
  if (localName(element) !== expected) {
    throw new UnreadableFile(`<${element.name}> where <${expected}> should be`);
  }
  const name = element.attributes.get('name');
  if (name === undefined || name === '') throw new UnreadableFile(`a <${expected}> without a name`);
  return name;
}
