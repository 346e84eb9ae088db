import type { Parameters } from '../../phones/brand';
import { childText, type XmlElement } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `sysConf` XML: a tree of elements, told apart by their index where they have one, below a version. */
export function parseSysConf(bytes: Uint8Array): Parameters {
  const root = readXmlFile(bytes, 'sysConf');
  if (!/^\d+\.\d+$/.test(childText(root, 'Version') ?? ''))
    throw new UnreadableFile('no <Version> of digits');
  const parameters = new Map<string, string>();
  const read = (element: XmlElement, path: string): void => {
    if (element.children.length === 0) {
      if (parameters.has(path)) throw new UnreadableFile(`${path} is there twice`);
      parameters.set(path, element.text);
      return;
    }
    if (element.text.trim() !== '') throw new UnreadableFile(`${path} holds a value and elements`);
    for (const child of element.children) read(child, `${path}/${stepOf(child)}`);
  };
  for (const child of root.children) if (child.name !== 'Version') read(child, stepOf(child));
  return parameters;
}

function stepOf({ name, attributes }: XmlElement): string {
  const index = attributes.get('index');
  if (index === undefined) return name;
  if (!/^\d+$/.test(index)) throw new UnreadableFile(`<${name}> with the index ${index}`);
  return `${name}[${index}]`;
}
