import { createHash } from 'node:crypto';
import type { Parameters } from '../../brands/parameters';
import { type AttributesOf, type Node, treeOf, writeChildren } from './tree';
import { xmlBytes, xmlDocument } from './xml';

/**
 * `SEP….cnf.xml` of Cisco's enterprise phones: a tree below `device`. A parameter is named by its path, and three kinds of
 * elements are numbered: `line[2]` is the line of button 2, `member[0]` the server to be tried first, `phoneService[1]` the
 * first entry of the Services menu. The stamp at the end is made from the rest: by it a phone knows that something is new.
 */
export function writeCnfXml(parameters: Parameters): Buffer {
  const root = treeOf(parameters);
  const digest = createHash('sha256').update(documentOf(root, '')).digest('hex');
  return documentOf(root, digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'));
}

const attributesOf: AttributesOf = (name, number) => {
  if (name === 'member') return { priority: number };
  return name === 'phoneService' ? { type: '0', category: '0' } : { button: number };
};

function documentOf(root: Node, stamp: string): Buffer {
  const document = xmlDocument();
  const device = document.ele('device');
  writeChildren(device, root, attributesOf);
  device.ele('versionStamp').txt(stamp);
  return xmlBytes(document);
}
