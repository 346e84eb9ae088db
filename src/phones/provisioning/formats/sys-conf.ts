import { createHash } from 'node:crypto';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { Parameters } from '../../brand';
import { addText, xmlBytes, xmlDocument } from './xml';

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

interface Node {
  value: string;
  readonly children: Map<string, Node>;
}

function treeOf(parameters: Parameters): Node {
  const root: Node = { value: '', children: new Map() };
  for (const [path, value] of parameters) {
    let node = root;
    for (const step of path.split('/')) {
      const child = node.children.get(step) ?? { value: '', children: new Map() };
      node.children.set(step, child);
      node = child;
    }
    node.value = value;
  }
  return root;
}

function documentOf(root: Node, version: string): Buffer {
  const document = xmlDocument();
  const element = document.ele('sysConf');
  element.ele('Version').txt(version);
  writeChildren(element, root);
  return xmlBytes(document);
}

function writeChildren(element: XMLBuilder, { children }: Node): void {
  for (const [step, child] of children) {
    const [, name = step, index] = /^(.*?)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const own = index === undefined ? element.ele(name) : element.ele(name, { index });
    // What stands inside wins over a value: an element holds one or the other.
    if (child.children.size > 0) writeChildren(own, child);
    else addText(own, child.value);
  }
}
