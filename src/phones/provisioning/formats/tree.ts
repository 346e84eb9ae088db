import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { Parameters } from '../../brands/parameters';
import { addText } from './xml';

/** Parameters as a tree: a name is the path to an element, `line[2]` a step with a number. */
export interface ParameterNode {
  value: string;
  readonly children: Map<string, ParameterNode>;
}

export function parameterTree(parameters: Parameters): ParameterNode {
  const root: ParameterNode = { value: '', children: new Map() };
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

/** The attributes of an element for a step with a number. */
export type AttributesOf = (name: string, number: string) => Readonly<Record<string, string>>;

export function writeChildren(
  element: XMLBuilder,
  { children }: ParameterNode,
  attributesOf: AttributesOf,
): void {
  for (const [step, child] of children) {
    const [, name = step, number] = /^(.*?)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const childElement =
      number === undefined ? element.ele(name) : element.ele(name, attributesOf(name, number));
    // An element has children or a value; children win.
    if (child.children.size > 0) writeChildren(childElement, child, attributesOf);
    else addText(childElement, child.value);
  }
}
