import type { Contact } from '../desk/ports/asterisk';
import { plainAddress } from '../lib/ip';
import type { AmiConnection } from './connection';
import { AmiRefused, ContactGone, isUnknownAction } from './errors';
import { type AmiMessage, field, fields } from './message';
import { checkedEndpoint, checkedEvent, hostPort, parseHostPort } from './values';

/** What chan_sip does, over AMI. Asterisk 21 and later have none. */
export interface ChanSip {
  /** The registration of one peer; none when it has none or Asterisk does not know it. */
  contacts(peer: string): Promise<readonly Contact[]>;
  /** All registrations; null when this Asterisk has no chan_sip. Without User-Agents, which the list does not tell. */
  allContacts(): Promise<readonly Contact[] | null>;
  /**
   * Ends one registration. One that is gone already, or has moved, is no error. Calls stop at once; the lamp may stay
   * lit until the peer registers again, because chan_sip tells the new state before it forgets the address (measured:
   * in 23 of 60 cases, and its own expiry has the same fault).
   */
  endRegistration(contact: Contact): Promise<void>;
  /** @throws ContactGone when the peer is registered elsewhere by now, and would be the one to hear it */
  notifyContact(contact: Contact, event: string): Promise<void>;
}

export function createChanSip(ami: Pick<AmiConnection, 'action' | 'list'>): ChanSip {
  const contacts = async (peer: string): Promise<readonly Contact[]> => {
    try {
      const shown = await ami.action({ action: 'SIPshowpeer', headers: { Peer: checkedEndpoint(peer) } });
      return contactOfPeer(peer, shown);
    } catch (error) {
      if (error instanceof AmiRefused && /^Peer .* not found/i.test(error.reason)) return [];
      throw error;
    }
  };
  const isStillThere = async (contact: Contact): Promise<boolean> =>
    (await contacts(contact.endpoint)).some((each) => each.uri === contact.uri);

  return {
    contacts,
    allContacts: async () => {
      try {
        return (await ami.list({ action: 'SIPpeers' })).flatMap(contactOfListItem);
      } catch (error) {
        if (isUnknownAction(error)) return null;
        throw error;
      }
    },
    endRegistration: async (contact) => {
      if (!(await isStillThere(contact))) return;
      const command = `sip unregister ${contact.endpoint}`;
      const said = await ami.action({ action: 'Command', headers: { Command: command } });
      const output = fields(said, 'Output').join('\n');
      if (!/^(Unregistered peer|Peer .* not registered)/im.test(output)) {
        throw new AmiRefused(command, output);
      }
    },
    notifyContact: async (contact, event) => {
      const variables = { Event: checkedEvent(event) };
      if (!(await isStillThere(contact))) {
        throw new ContactGone(`${contact.endpoint} is not registered at ${contact.address} any more`);
      }
      await ami.action({ action: 'SIPnotify', headers: { Channel: contact.endpoint }, variables });
    },
  };
}

/** A peer has one registration at most, so its name and its real address make a URI that tells it from any other. */
export function chanSipContact(peer: string, address: string, port: number, userAgent: string): Contact {
  const plain = plainAddress(address);
  const uri = `sip:${peer}@${hostPort(plain, port)}`;
  return { endpoint: peer, technology: 'sip', uri, address: plain, port, userAgent };
}

function contactOfPeer(peer: string, shown: AmiMessage): readonly Contact[] {
  if (field(shown, 'Dynamic') !== 'Y') return [];
  return contactAt(
    peer,
    field(shown, 'Address-IP'),
    field(shown, 'Address-Port'),
    field(shown, 'SIP-Useragent'),
  );
}

function contactOfListItem(item: AmiMessage): readonly Contact[] {
  if (field(item, 'Event') !== 'PeerEntry' || field(item, 'Dynamic') !== 'yes') return [];
  return contactAt(field(item, 'ObjectName'), field(item, 'IPaddress'), field(item, 'IPport'), '');
}

/** A peer without a registration has `(null)` or `-none-` for an address. */
function contactAt(peer: string, ip: string, port: string, userAgent: string): readonly Contact[] {
  const at = parseHostPort(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
  return at ? [chanSipContact(peer, at.address, at.port, userAgent)] : [];
}
