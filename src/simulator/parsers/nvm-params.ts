import type { Parameters } from '../../phones/brands/parameters';
import { findChildren } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `provisioning` XML of Gigaset: every `param` in `nvm`, and the product of the file. */
export function parseNvmParams(bytes: Uint8Array): Parameters {
  const root = readXmlFile(bytes, 'provisioning');
  if (!root.attributes.has('version')) throw new UnreadableFile('a <provisioning> without a version');
  const parameters = new Map<string, string>();
  const product = root.attributes.get('productID');
  if (product !== undefined) parameters.set('productID', product);
  const [nvm, ...others] = findChildren(root, 'nvm');
  if (nvm === undefined || others.length > 0) throw new UnreadableFile('expected exactly one <nvm>');
  for (const { name, attributes } of nvm.children) {
    const [parameter, value] = [attributes.get('name'), attributes.get('value')];
    if (name !== 'param' || !parameter || value === undefined)
      throw new UnreadableFile(`<${name}> is not a <param> with a name and a value`);
    if (parameters.has(parameter)) throw new UnreadableFile(`${parameter} occurs twice`);
    parameters.set(parameter, value);
  }
  return parameters;
}
