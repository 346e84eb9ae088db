import type { Parameters } from '../../phones/brand';
import type { XmlElement } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `SEP….cnf.xml`: a tree of elements below `device`, with buttons, servers and services that are there more than once. */
export function parseCnfXml(bytes: Uint8Array): Parameters {
  const parameters = new Map<string, string>();
  const read = (element: XmlElement, path: string): void => {
    if (element.children.length === 0) {
      if (parameters.has(path)) throw new UnreadableFile(`${path} is there twice`);
      parameters.set(path, element.text);
      return;
    }
    if (element.text.trim() !== '') throw new UnreadableFile(`${path} holds a value and elements`);
    readAll(element, `${path}/`);
  };
  const readAll = (parent: XmlElement, prefix: string): void => {
    let services = 0;
    for (const child of parent.children) {
      if (child.name === 'phoneService') services += 1;
      read(child, prefix + stepOf(child, services));
    }
  };
  readAll(readXmlFile(bytes, 'device'), '');
  if (!/^[\w-]+$/.test(parameters.get('versionStamp') ?? '')) throw new UnreadableFile('no <versionStamp>');
  parameters.delete('versionStamp');
  return parameters;
}

function stepOf(element: XmlElement, services: number): string {
  switch (element.name) {
    case 'line':
      return `line[${numberIn(element, 'button')}]`;
    case 'member':
      return `member[${numberIn(element, 'priority')}]`;
    case 'phoneService':
      // Kind 0 is a service, 1 a directory, 2 a mailbox.
      if (numberIn(element, 'type') !== 0) throw new UnreadableFile('a phoneService that is none');
      return `phoneService[${services}]`;
    default:
      return element.name;
  }
}

function numberIn({ name, attributes }: XmlElement, attribute: string): number {
  const text = attributes.get(attribute) ?? '';
  if (!/^\d{1,3}$/.test(text))
    throw new UnreadableFile(`<${name}> with the ${attribute} ${JSON.stringify(text)}`);
  return Number(text);
}
