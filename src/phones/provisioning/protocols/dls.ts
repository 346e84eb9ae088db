import { parseMac } from '../../../lib/mac';
import { BrokenXml, childOf, childrenOf, readXml, type XmlElement } from '../../../lib/xml-reader';
import { DLS_ROOT } from '../formats/dls-items';
import { xmlBytes, xmlDocument } from '../formats/xml';
import type { PhoneMessage, ProvisioningProtocol } from './protocol';

const NONCE = /^[\w-]{1,128}$/;
/** The item that holds the MAC. */
const MAC_ITEM = 'mac-addr';
/** Where `claimedMac` looks behind that name. */
const MOST_BEFORE_MAC = 100;
/** Values of an item that is not set. */
const UNSET: ReadonlySet<string> = new Set(['', 'NULL']);

/**
 * The workpoint interface of OpenStage and OpenScape Desk Phones. Source of messages, reasons and actions: OpenStage /
 * OpenScape Desk Phone IP Provisioning Interface, Developer's Guide A31003-S2000-R102-16-7620, chapter 3.
 */
export const dlsProtocol: ProvisioningProtocol = {
  contentType: 'text/xml; charset=utf-8',
  claimedMac(body) {
    const at = body.indexOf(MAC_ITEM);
    if (at < 0) return null;
    const after = body.toString('latin1', at + MAC_ITEM.length, at + MAC_ITEM.length + MOST_BEFORE_MAC);
    return parseMac(/^["'][^<>]*>\s*([0-9a-f:.-]{12,17})/i.exec(after)?.[1] ?? '');
  },
  read(body) {
    const message = messageIn(body);
    const nonce = message?.attributes.get('nonce') ?? '';
    const reason = message && childOf(message, 'ReasonForContact');
    if (!message || !reason || !NONCE.test(nonce)) return null;
    const items = childrenOf(message, 'ItemList').flatMap((list) => childrenOf(list, 'Item'));
    const valid = items.filter((item) => !isRejected(item));
    const parameters = new Map(valid.map((item) => [parameterNameOf(item), item.text.trim()]));
    return {
      nonce,
      mac: parseMac(parameters.get(MAC_ITEM) ?? ''),
      model: parameters.get('related-device-type') ?? parameters.get('device-type') ?? null,
      firmware: parameters.get('software-version') ?? null,
      reason: reasonOf(reason),
      parameters,
      rejected: items.filter(isRejected).map(parameterNameOf),
    };
  },
  // The first <Message> is the element: in values it would be escaped.
  deliverConfig: (nonce, file) =>
    Buffer.from(file.toString('utf8').replace('<Message>', `<Message nonce="${nonce}">`), 'utf8'),
  end(nonce, retry) {
    const document = xmlDocument();
    const message = document.ele('DLSMessage', DLS_ROOT).ele('Message', { nonce });
    message.ele('Action').txt('CleanUp');
    if (retry) message.ele('ItemList').ele('Item', { name: 'send-solicited' }).txt('true');
    return xmlBytes(document);
  },
  differsFrom({ parameters }, file) {
    const message = messageIn(file);
    const items = message ? childrenOf(message, 'ItemList').flatMap((list) => childrenOf(list, 'Item')) : [];
    return items.some((item) => {
      const value = parameters.get(parameterNameOf(item));
      return value !== undefined && value !== item.text && !(UNSET.has(value) && UNSET.has(item.text));
    });
  },
};

/** The message element of a document from a phone or from the service; null when there is none. */
function messageIn(body: Uint8Array): XmlElement | null {
  try {
    const root = readXml(body);
    return /^(Workpoint|DLS)Message$/.test(root.name) ? childOf(root, 'Message') : null;
  } catch (error) {
    if (error instanceof BrokenXml) return null;
    throw error;
  }
}

function reasonOf(reason: XmlElement): PhoneMessage['reason'] {
  switch (reason.text.trim()) {
    case 'start-up':
    case 'solicited':
    case 'inventory-changes':
      return 'config-request';
    case 'local-changes':
      return 'local-change';
    case 'reply-to':
      return reason.attributes.get('action') === 'WriteItems' ? outcomeOf(reason) : 'other';
    default:
      return 'other';
  }
}

function outcomeOf(reason: XmlElement): PhoneMessage['reason'] {
  const status = reason.attributes.get('status');
  if (status === 'busy') return 'busy';
  return status === 'accepted' ? 'accepted' : 'rejected';
}

function isRejected(item: XmlElement): boolean {
  return item.attributes.get('status') !== undefined;
}

function parameterNameOf({ attributes }: XmlElement): string {
  const index = attributes.get('index');
  const name = attributes.get('name') ?? '';
  return index === undefined ? name : `${name}[${index}]`;
}
