import type { Parameters } from '../../phones/brands/parameters';
import type { XmlNode } from '../xml';
import { UnreadableFile } from './unreadable-file';

/** Names the path step of an element; `count` is its number among the siblings of its name, from 1. */
export type StepOf = (element: XmlNode, count: number) => string;

/**
 * Reads elements as parameters that are named by their paths.
 * @throws UnreadableFile when one path occurs twice, or has both a value and elements.
 */
export function readTree(elements: readonly XmlNode[], stepOf: StepOf): Parameters {
  const parameters = new Map<string, string>();
  readInto(parameters, elements, '', stepOf);
  return parameters;
}

function readInto(
  parameters: Map<string, string>,
  elements: readonly XmlNode[],
  prefix: string,
  stepOf: StepOf,
): void {
  const counts = new Map<string, number>();
  for (const element of elements) {
    const count = (counts.get(element.name) ?? 0) + 1;
    counts.set(element.name, count);
    const path = prefix + stepOf(element, count);
    if (element.children.length > 0) {
      if (element.text.trim() !== '') throw new UnreadableFile(`${path} has both a value and elements`);
      readInto(parameters, element.children, `${path}/`, stepOf);
    } else {
      if (parameters.has(path)) throw new UnreadableFile(`${path} occurs twice`);
      parameters.set(path, element.text);
    }
  }
}
