import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { Parameters } from '../../brands/parameters';
import { addText } from './xml';

/** Parameters as a tree: each name is the path to an element, `line[2]` a step that is told apart by a number. */
export interface Node {
  value: string;
  readonly children: Map<string, Node>;
}

export function treeOf(parameters: Parameters): Node {
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

/** The attributes of an element whose step has this number. */
export type AttributesOf = (name: string, number: string) => Readonly<Record<string, string>>;

export function writeChildren(element: XMLBuilder, { children }: Node, attributesOf: AttributesOf): void {
  for (const [step, child] of children) {
    const [, name = step, number] = /^(.*?)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const own = number === undefined ? element.ele(name) : element.ele(name, attributesOf(name, number));
    // What stands inside wins over a value: an element holds one or the other.
    if (child.children.size > 0) writeChildren(own, child, attributesOf);
    else addText(own, child.value);
  }
}
