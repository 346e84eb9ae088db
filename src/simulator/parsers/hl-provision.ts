import type { Parameters } from '../../phones/brands/parameters';
import { findChildren } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `hl_provision` XML: each element of `config` is a parameter; its attribute `para` is a comment. */
export function parseHlProvision(bytes: Uint8Array): Parameters {
  const root = readXmlFile(bytes, 'hl_provision');
  const configs = findChildren(root, 'config');
  if (configs.length === 0) throw new UnreadableFile('no <config> in <hl_provision>');
  const parameters = new Map<string, string>();
  for (const element of configs.flatMap((config) => config.children)) {
    if (element.children.length > 0)
      throw new UnreadableFile(`<${element.name}> contains elements, not a value`);
    parameters.set(element.name, element.text);
  }
  return parameters;
}
