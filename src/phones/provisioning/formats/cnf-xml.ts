import { createHash } from 'node:crypto';
import type { Parameters } from '../../brands/parameters';
import { type AttributesOf, type ParameterNode, parameterTree, writeChildren } from './tree';
import { xmlBytes, xmlDocument } from './xml';

/**
 * `SEP….cnf.xml` of Cisco's enterprise phones: a tree below `device`. A parameter's name is its path. Three kinds of
 * elements are numbered: `line[2]` is the line of button 2, `member[0]` the server to try first, `phoneService[1]` the
 * first entry of the Services menu. The version stamp is a hash of the content: a new one makes the phone take the file.
 */
export function writeCnfXml(parameters: Parameters): Buffer {
  const root = parameterTree(parameters);
  const digest = createHash('sha256').update(documentOf(root, '')).digest('hex');
  return documentOf(root, digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'));
}

const attributesOf: AttributesOf = (name, number) => {
  if (name === 'member') return { priority: number };
  return name === 'phoneService' ? { type: '0', category: '0' } : { button: number };
};

function documentOf(root: ParameterNode, stamp: string): Buffer {
  const document = xmlDocument();
  const device = document.ele('device');
  writeChildren(device, root, attributesOf);
  device.ele('versionStamp').txt(stamp);
  return xmlBytes(document);
}
