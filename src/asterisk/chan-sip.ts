import type { Contact, EndpointState } from '../desk/ports/asterisk';
import { plainAddress } from '../lib/ip';
import type { AmiConnection } from './connection';
import { AmiRefused, ContactGone, isUnknownAction } from './errors';
import { type AmiMessage, amiHeader, amiHeaderValues } from './message';
import { checkedEndpoint, checkedEvent, hostPort, parseHostPort } from './values';

/** What we read of a peer in the list of all. */
const LISTED = ['event', 'dynamic', 'objectname', 'ipaddress', 'ipport'];

/** chan_sip over AMI. Asterisk 21 and later do not have it. */
export interface ChanSip {
  endpointState(peer: string): Promise<EndpointState>;
  /** The registration of one peer; empty when it is not registered or unknown, or this Asterisk has no chan_sip. */
  contacts(peer: string): Promise<readonly Contact[]>;
  /** All registrations; null when this Asterisk has no chan_sip. Without User-Agents, which the list lacks. */
  allContacts(): Promise<readonly Contact[] | null>;
  /**
   * Ends one registration; does nothing if it is gone or has moved. Calls stop at once. The BLF lamp may stay lit until
   * the peer registers again, because chan_sip publishes the new state before it drops the address (measured in 23 of
   * 60 cases; its own expiry has the same fault).
   */
  endRegistration(contact: Contact): Promise<void>;
  /** @throws ContactGone when the peer is now registered elsewhere: chan_sip would send the NOTIFY there */
  notifyContact(contact: Contact, event: string): Promise<void>;
}

export function createChanSip(ami: Pick<AmiConnection, 'action' | 'list'>): ChanSip {
  const show = async (peer: string): Promise<AmiMessage | Exclude<EndpointState, 'present'>> => {
    try {
      return await ami.action({ action: 'SIPshowpeer', headers: { Peer: checkedEndpoint(peer) } });
    } catch (error) {
      if (isUnknownAction(error)) return 'no-technology';
      if (error instanceof AmiRefused && /^Peer .* not found/i.test(error.reason)) return 'absent';
      throw error;
    }
  };
  const contacts = async (peer: string): Promise<readonly Contact[]> => {
    const shown = await show(peer);
    return typeof shown === 'string' ? [] : contactOfPeer(peer, shown);
  };
  const isStillRegistered = async (contact: Contact): Promise<boolean> =>
    (await contacts(contact.endpoint)).some((each) => each.uri === contact.uri);

  return {
    async endpointState(peer) {
      const shown = await show(peer);
      return typeof shown === 'string' ? shown : 'present';
    },
    contacts,
    allContacts: async () => {
      try {
        return (await ami.list({ action: 'SIPpeers', keep: LISTED })).flatMap(contactOfListItem);
      } catch (error) {
        if (isUnknownAction(error)) return null;
        throw error;
      }
    },
    endRegistration: async (contact) => {
      if (!(await isStillRegistered(contact))) return;
      const command = `sip unregister ${contact.endpoint}`;
      const answer = await ami.action({ action: 'Command', headers: { Command: command } });
      const output = amiHeaderValues(answer, 'Output').join('\n');
      if (!/^(Unregistered peer|Peer .* not registered)/im.test(output)) {
        throw new AmiRefused(command, output);
      }
    },
    notifyContact: async (contact, event) => {
      const variables = { Event: checkedEvent(event) };
      if (!(await isStillRegistered(contact))) {
        throw new ContactGone(`${contact.endpoint} is no longer registered at ${contact.address}`);
      }
      await ami.action({ action: 'SIPnotify', headers: { Channel: contact.endpoint }, variables });
    },
  };
}

/** A peer has at most one registration, so its name and address make a unique URI. */
export function chanSipContact(peer: string, address: string, port: number, userAgent: string): Contact {
  const plain = plainAddress(address);
  const uri = `sip:${peer}@${hostPort(plain, port)}`;
  return { endpoint: peer, technology: 'sip', uri, address: plain, port, userAgent };
}

function contactOfPeer(peer: string, shown: AmiMessage): readonly Contact[] {
  if (amiHeader(shown, 'Dynamic') !== 'Y') return [];
  return contactAt(
    peer,
    amiHeader(shown, 'Address-IP'),
    amiHeader(shown, 'Address-Port'),
    amiHeader(shown, 'SIP-Useragent'),
  );
}

function contactOfListItem(item: AmiMessage): readonly Contact[] {
  if (amiHeader(item, 'Event') !== 'PeerEntry' || amiHeader(item, 'Dynamic') !== 'yes') return [];
  return contactAt(
    amiHeader(item, 'ObjectName'),
    amiHeader(item, 'IPaddress'),
    amiHeader(item, 'IPport'),
    '',
  );
}

/** A peer that is not registered has the address `(null)` or `-none-`. */
function contactAt(peer: string, ip: string, port: string, userAgent: string): readonly Contact[] {
  const at = parseHostPort(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
  return at ? [chanSipContact(peer, at.address, at.port, userAgent)] : [];
}
