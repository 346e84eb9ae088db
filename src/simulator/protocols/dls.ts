import { readXmlFile, UnreadableFile } from '../parsers/unreadable-file';
import { findChild, findChildText } from '../xml';
import type { PhoneProtocol } from './phone-protocol';

const PORT = 8085;
const PATH = '/contact_dls.html/ContactDLS';
const NAMESPACES =
  'xsi:schemaLocation="http://www.siemens.com/DLS" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xmlns="http://www.siemens.com/DLS"';

/**
 * The DLS protocol of an OpenStage or OpenScape Desk Phone. Source: OpenStage / OpenScape Desk Phone IP Provisioning Interface, Developer's
 * Guide A31003-S2000-R102-16-7620, sections 1.4.4 and 3.5.
 */
export const dlsPhone: PhoneProtocol = {
  contentType: 'text/xml',
  contact: { port: PORT, path: PATH },
  isContactRequest: (body) => new URLSearchParams(body).get('ContactMe') === 'true',
  startMessage({ mac, model, firmware, address }, why, nonce) {
    const items = [
      ['device-type', model],
      ['related-device-type', model],
      ['software-type', 'Siemens SIP'],
      ['software-version', firmware],
      ['contact-me-uri', `http://${address}:${PORT}${PATH}`],
      ['mac-addr', (mac.match(/../g) ?? []).join(':').toUpperCase()],
      ['configuration-changed-flag', 'false'],
    ].map(([name, value]) => `<Item name="${name}">${value}</Item>`);
    return workpointMessage(
      nonce,
      `<ReasonForContact>${why}</ReasonForContact><ItemList>${items.join('')}</ItemList>`,
    );
  },
  replyMessage: (nonce, accepted) =>
    workpointMessage(
      nonce,
      `<ReasonForContact status="${accepted ? 'accepted' : 'failed'}" action="WriteItems">
reply-to</ReasonForContact><ItemList/>`,
    ),
  readCommand(bytes) {
    const message = findChild(readXmlFile(bytes, 'DLSMessage'), 'Message');
    const nonce = message?.attributes.get('nonce');
    const action = message ? findChildText(message, 'Action') : null;
    if (nonce === undefined) throw new UnreadableFile('a message without a nonce');
    if (action === 'WriteItems') return { nonce, action: 'write' };
    if (action === 'CleanUp') return { nonce, action: 'end' };
    throw new UnreadableFile(`the action ${action}`);
  },
};

function workpointMessage(nonce: string, content: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>
<WorkpointMessage ${NAMESPACES}><Message nonce="${nonce}" maxItems="-1">${content}</Message></WorkpointMessage>
`,
    'utf8',
  );
}
