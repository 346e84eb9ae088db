import { parseMac } from '../../../lib/mac';
import { BrokenXml, childOf, childrenOf, readXml, type XmlElement } from '../../../lib/xml-reader';
import { DLS_ROOT } from '../formats/dls-items';
import { xmlBytes, xmlDocument } from '../formats/xml';
import type { PhoneMessage, ProtocolLanguage } from './language';

const NONCE = /^[\w-]{1,128}$/;
/** Both stand for a text that is not set. */
const UNSET: ReadonlySet<string> = new Set(['', 'NULL']);

/**
 * The workpoint interface of OpenStage and OpenScape Desk Phones. Source of messages, reasons and actions: OpenStage /
 * OpenScape Desk Phone IP Provisioning Interface, Developer's Guide A31003-S2000-R102-16-7620, chapter 3.
 */
export const dlsProtocol: ProtocolLanguage = {
  contentType: 'text/xml; charset=utf-8',
  read(body) {
    const message = messageIn(body);
    const nonce = message?.attributes.get('nonce') ?? '';
    const reason = message && childOf(message, 'ReasonForContact');
    if (!message || !reason || !NONCE.test(nonce)) return null;
    const items = childrenOf(message, 'ItemList').flatMap((list) => childrenOf(list, 'Item'));
    const says = new Map(items.filter(isTaken).map((item) => [parameterOf(item), item.text.trim()]));
    return {
      nonce,
      mac: parseMac(says.get('mac-addr') ?? ''),
      model: says.get('related-device-type') ?? says.get('device-type') ?? null,
      firmware: says.get('software-version') ?? null,
      why: whyOf(reason),
      says,
      refused: items.filter((item) => !isTaken(item)).map(parameterOf),
    };
  },
  // The first <Message> is ours: in values it would be escaped.
  giveConfig: (nonce, file) =>
    Buffer.from(file.toString('utf8').replace('<Message>', `<Message nonce="${nonce}">`), 'utf8'),
  end(nonce, comeBack) {
    const document = xmlDocument();
    const message = document.ele('DLSMessage', DLS_ROOT).ele('Message', { nonce });
    message.ele('Action').txt('CleanUp');
    if (comeBack) message.ele('ItemList').ele('Item', { name: 'send-solicited' }).txt('true');
    return xmlBytes(document);
  },
  differs({ says }, file) {
    const ours = messageIn(file);
    const items = ours ? childrenOf(ours, 'ItemList').flatMap((list) => childrenOf(list, 'Item')) : [];
    return items.some((item) => {
      const value = says.get(parameterOf(item));
      return value !== undefined && value !== item.text && !(UNSET.has(value) && UNSET.has(item.text));
    });
  },
};

/** The one message of a document, of the phone or of the service. */
function messageIn(body: Uint8Array): XmlElement | null {
  try {
    const root = readXml(body);
    return /^(Workpoint|DLS)Message$/.test(root.name) ? childOf(root, 'Message') : null;
  } catch (error) {
    if (error instanceof BrokenXml) return null;
    throw error;
  }
}

function whyOf(reason: XmlElement): PhoneMessage['why'] {
  switch (reason.text.trim()) {
    case 'start-up':
    case 'solicited':
    case 'inventory-changes':
      return 'asks';
    case 'local-changes':
      return 'changed';
    case 'reply-to':
      return reason.attributes.get('action') === 'WriteItems' ? outcomeOf(reason) : 'else';
    default:
      return 'else';
  }
}

function outcomeOf(reason: XmlElement): PhoneMessage['why'] {
  const status = reason.attributes.get('status');
  if (status === 'busy') return 'busy';
  return status === 'accepted' ? 'took' : 'refused';
}

function isTaken(item: XmlElement): boolean {
  return item.attributes.get('status') === undefined;
}

function parameterOf({ attributes }: XmlElement): string {
  const index = attributes.get('index');
  const name = attributes.get('name') ?? '';
  return index === undefined ? name : `${name}[${index}]`;
}
