import { type Contact, type ContactChange, MAX_CONTACT_URI_LENGTH } from '../desk/ports/asterisk';
import type { Log } from '../desk/ports/log';
import { BoundedMap } from '../lib/bounded-map';
import { errorText } from '../lib/errors';
import { chanSipContact } from './chan-sip';
import type { AmiConnection } from './connection';
import { type AmiMessage, amiHeader, copiedText } from './message';
import { parseHostPort } from './values';

export interface ContactEvents {
  onContact(listener: (change: ContactChange) => void): () => void;
}

/** The most contacts that are watched. A longer list is published, but what goes is not noticed of the first of them. */
const MAX_KNOWN = 100_000;
const MAX_ENDPOINT_LENGTH = 255;

type Known = Pick<Contact, 'endpoint' | 'technology' | 'uri'>;

/**
 * Publishes every change of a contact. After each (re)connect all contacts are read and published once, and those that
 * went while there was no connection are published as gone.
 */
export function watchContacts(
  ami: Pick<AmiConnection, 'onEvent' | 'onConnected'>,
  readAll: () => Promise<readonly Contact[]>,
  log: Log,
): ContactEvents {
  const listeners = new Set<(change: ContactChange) => void>();
  const known = new BoundedMap<string, Known>(MAX_KNOWN);
  /** For each list that is being read, the contacts whose events came meanwhile: the events are newer, so they win. */
  const reading = new Set<Set<string>>();

  const publishChange = (contact: Known, present: boolean): void => {
    const { endpoint, technology, uri } = contact;
    if (present) known.set(keyOf(contact), { endpoint, technology, uri });
    else known.delete(keyOf(contact));
    for (const listener of listeners) {
      try {
        listener({ endpoint, technology, uri, present });
      } catch (error) {
        const fields = { event: 'contact.change-failed', endpoint, error: errorText(error) };
        log.error(fields, 'could not handle a change of a contact');
      }
    }
  };

  const readMeanwhile = async (changed: Set<string>): Promise<readonly Contact[]> => {
    reading.add(changed);
    try {
      return await readAll();
    } finally {
      reading.delete(changed);
    }
  };

  ami.onEvent((event) => {
    for (const { contact, present } of changesOf(event, known)) {
      if (isOverlongContact(contact)) continue;
      for (const changed of reading) if (changed.size <= MAX_KNOWN) changed.add(keyOf(contact));
      publishChange(copiedContact(contact), present);
    }
  });

  ami.onConnected(async () => {
    const published = new Set<string>();
    const before = [...known.values()];
    const now = await readMeanwhile(published);
    if (published.size > MAX_KNOWN) throw new Error('too many contacts changed while they were read');
    const present = new Set(now.map(keyOf));
    for (const contact of before) {
      if (!present.has(keyOf(contact)) && !published.has(keyOf(contact))) publishChange(contact, false);
    }
    for (const contact of now) {
      if (!published.has(keyOf(contact))) publishChange(contact, true);
    }
    log.info({ event: 'contact.all-read', contacts: now.length }, 'read the contacts of Asterisk');
  });

  return {
    onContact: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type KnownContacts = Pick<BoundedMap<string, Known>, 'values'>;

interface Change {
  readonly contact: Known;
  readonly present: boolean;
}

/** Whether a contact does not count: Asterisk's own limits are lower. */
export function isOverlongContact({ endpoint, uri }: Pick<Contact, 'endpoint' | 'uri'>): boolean {
  return endpoint.length > MAX_ENDPOINT_LENGTH || uri.length > MAX_CONTACT_URI_LENGTH;
}

function copiedContact({ endpoint, technology, uri }: Known): Known {
  return { endpoint: copiedText(endpoint), technology, uri: copiedText(uri) };
}

function keyOf({ technology, endpoint, uri }: Known): string {
  return `${technology} ${endpoint} ${uri}`;
}

function changesOf(event: AmiMessage, known: KnownContacts): readonly Change[] {
  switch (amiHeader(event, 'Event')) {
    case 'ContactStatus':
      return pjsipChange(event);
    case 'PeerStatus':
      return amiHeader(event, 'ChannelType') === 'SIP' ? chanSipChanges(event, known) : [];
    default:
      return [];
  }
}

function pjsipChange(event: AmiMessage): readonly Change[] {
  const endpoint = amiHeader(event, 'EndpointName') || amiHeader(event, 'AOR');
  const uri = amiHeader(event, 'URI');
  if (!endpoint || !uri) return [];
  const present = amiHeader(event, 'ContactStatus') !== 'Removed';
  return [{ contact: { endpoint, technology: 'pjsip', uri }, present }];
}

/** Unregistered events name no address, but a peer has only one contact. */
function chanSipChanges(event: AmiMessage, known: KnownContacts): readonly Change[] {
  const peer = amiHeader(event, 'Peer').replace(/^SIP\//, '');
  const status = amiHeader(event, 'PeerStatus');
  if (status === 'Unregistered')
    return knownOfPeer(peer, known).map((contact) => ({ contact, present: false }));
  const at = parseHostPort(amiHeader(event, 'Address'));
  if (status !== 'Registered' || !at) return [];
  const contact = chanSipContact(peer, at.address, at.port, '');
  const replaced = knownOfPeer(peer, known).filter((each) => each.uri !== contact.uri);
  return [...replaced.map((each) => ({ contact: each, present: false })), { contact, present: true }];
}

function knownOfPeer(peer: string, known: KnownContacts): readonly Known[] {
  return [...known.values()].filter((each) => each.technology === 'sip' && each.endpoint === peer);
}
