import type { Parameters } from '../../phones/brands/parameters';
import { findChildren } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `provisioning` XML of Gigaset: every `param` inside `nvm`, and the product that the file is for. */
export function parseNvmParams(bytes: Uint8Array): Parameters {
  const root = readXmlFile(bytes, 'provisioning');
  if (!root.attributes.has('version')) throw new UnreadableFile('a <provisioning> without a version');
  const parameters = new Map<string, string>();
  const product = root.attributes.get('productID');
  if (product !== undefined) parameters.set('productID', product);
  const [nvm, ...others] = findChildren(root, 'nvm');
  if (nvm === undefined || others.length > 0) throw new UnreadableFile('there is not exactly one <nvm>');
  for (const { name, attributes } of nvm.children) {
    const [of, value] = [attributes.get('name'), attributes.get('value')];
    if (name !== 'param' || !of || value === undefined)
      throw new UnreadableFile(`<${name}> is no <param> with a name and a value`);
    if (parameters.has(of)) throw new UnreadableFile(`${of} is there twice`);
    parameters.set(of, value);
  }
  return parameters;
}
