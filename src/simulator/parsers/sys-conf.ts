import type { Parameters } from '../../phones/brands/parameters';
import { findChildText, type XmlNode } from '../xml';
import { readTree } from './tree';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `sysConf` XML: a version and a tree of elements, which may have an index. */
export function parseSysConf(bytes: Uint8Array): Parameters {
  const root = readXmlFile(bytes, 'sysConf');
  if (!/^\d+\.\d+$/.test(findChildText(root, 'Version') ?? ''))
    throw new UnreadableFile('no <Version> of digits');
  return readTree(
    root.children.filter(({ name }) => name !== 'Version'),
    stepOf,
  );
}

function stepOf({ name, attributes }: XmlNode): string {
  const index = attributes.get('index');
  if (index === undefined) return name;
  if (!/^\d+$/.test(index)) throw new UnreadableFile(`<${name}> with the index ${index}`);
  return `${name}[${index}]`;
}
