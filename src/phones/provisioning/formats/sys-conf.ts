import { createHash } from 'node:crypto';
import type { Parameters } from '../../brand';
import { type Node, treeOf, writeChildren } from './tree';
import { xmlBytes, xmlDocument } from './xml';

/**
 * `sysConf` XML of Fanvil: a tree. A parameter is named by its path; `line[2]` is the element `line` with the index 2.
 * The version at the top is made from the rest, because the phone passes over a file whose version it knows.
 */
export function writeSysConf(parameters: Parameters): Buffer {
  const root = treeOf(parameters);
  const draft = documentOf(root, '');
  const digits = BigInt(`0x${createHash('sha256').update(draft).digest('hex')}`) % 10_000_000_000n;
  return documentOf(root, `2.${String(digits).padStart(10, '0')}`);
}

function documentOf(root: Node, version: string): Buffer {
  const document = xmlDocument();
  const element = document.ele('sysConf');
  element.ele('Version').txt(version);
  writeChildren(element, root, (_name, index) => ({ index }));
  return xmlBytes(document);
}
