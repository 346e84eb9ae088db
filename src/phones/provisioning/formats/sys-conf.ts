import type { Parameters } from '../../brands/parameters';
import { contentVersion } from './content-version';
import { type ParameterNode, parameterTree, writeChildren } from './tree';
import { xmlBytes, xmlDocument } from './xml';

/**
 * Fanvil's `sysConf` XML: a tree. A parameter's name is its path; `line[2]` is the element `line` with the index 2. The
 * version is derived from the content, because the phone skips a file whose version it has.
 */
export function writeSysConf(parameters: Parameters): Buffer {
  const root = parameterTree(parameters);
  return documentOf(root, contentVersion(documentOf(root, '')));
}

function documentOf(root: ParameterNode, version: string): Buffer {
  const document = xmlDocument();
  const element = document.ele('sysConf');
  element.ele('Version').txt(version);
  writeChildren(element, root, (_name, index) => ({ index }));
  return xmlBytes(document);
}
