import type { Parameters } from '../../brands/parameters';
import { addText, xmlBytes, xmlDocument } from './xml';

/** The namespaces of a message from the provisioning service: OpenStage Provisioning Interface, Developer's Guide, 3.5. */
export const DLS_ROOT = {
  xmlns: 'http://www.siemens.com/DLS',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  'xsi:schemaLocation': 'http://www.siemens.com/DLS',
} as const;

/**
 * A WriteItems message for OpenStage and OpenScape Desk Phones. A parameter is named like its item, with the index of an
 * indexed item in brackets, as in `function-key-def[3]`.
 */
export function writeDlsItems(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const message = document.ele('DLSMessage', DLS_ROOT).ele('Message');
  message.ele('Action').txt('WriteItems');
  const items = message.ele('ItemList');
  for (const [parameter, value] of parameters) {
    const [, name = parameter, index] = /^(.*)\[(\d+)\]$/.exec(parameter) ?? [];
    addText(items.ele('Item', index === undefined ? { name } : { name, index }), value);
  }
  return xmlBytes(document);
}
