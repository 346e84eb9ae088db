import type { Parameters } from '../../brands/parameters';
import { contentVersion } from './content-version';
import { type Node, treeOf, writeChildren } from './tree';
import { xmlBytes, xmlDocument } from './xml';

/**
 * `sysConf` XML of Fanvil: a tree. A parameter is named by its path; `line[2]` is the element `line` with the index 2.
 * The version at the top is made from the rest, because the phone passes over a file whose version it knows.
 */
export function writeSysConf(parameters: Parameters): Buffer {
  const root = treeOf(parameters);
  return documentOf(root, contentVersion(documentOf(root, '')));
}

function documentOf(root: Node, version: string): Buffer {
  const document = xmlDocument();
  const element = document.ele('sysConf');
  element.ele('Version').txt(version);
  writeChildren(element, root, (_name, index) => ({ index }));
  return xmlBytes(document);
}
