import type { Parameters } from '../../phones/brands/parameters';
import type { XmlNode } from '../xml';
import { readTree } from './tree';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `SEP….cnf.xml`: a tree of elements below `device`, with repeated buttons, servers and services. */
export function parseCnfXml(bytes: Uint8Array): Parameters {
  const { children } = readXmlFile(bytes, 'device');
  const parameters = new Map(readTree(children, stepOf));
  if (!/^[\w-]+$/.test(parameters.get('versionStamp') ?? '')) throw new UnreadableFile('no <versionStamp>');
  parameters.delete('versionStamp');
  return parameters;
}

function stepOf(element: XmlNode, count: number): string {
  switch (element.name) {
    case 'line':
      return `line[${numberIn(element, 'button')}]`;
    case 'member':
      return `member[${numberIn(element, 'priority')}]`;
    case 'phoneService':
      // Kind 0 is a service, 1 a directory, 2 a mailbox.
      if (numberIn(element, 'type') !== 0) throw new UnreadableFile('a phoneService of another type');
      return `phoneService[${count}]`;
    default:
      return element.name;
  }
}

function numberIn({ name, attributes }: XmlNode, attribute: string): number {
  const text = attributes.get(attribute) ?? '';
  if (!/^\d{1,3}$/.test(text))
    throw new UnreadableFile(`<${name}> with the ${attribute} ${JSON.stringify(text)}`);
  return Number(text);
}
