import { createHash } from 'node:crypto';
import type { Contact, EndpointState } from '../desk/ports/asterisk';
import { plainAddress } from '../lib/ip';
import type { AmiConnection } from './connection';
import { isHeaderValue } from './encode';
import { AmiRefused, isUnknownAction } from './errors';
import { type AmiMessage, amiHeader } from './message';
import { addressOfUri, addressUri, checkedEndpoint, checkedEvent, parseHostPort } from './values';

const FAMILY = 'registrar/contact';

/** What we read of a contact in the list of all. */
const LISTED = ['event', 'endpoint', 'uri', 'viaaddr', 'viaport', 'useragent'];

/** PJSIP over AMI. */
export interface Pjsip {
  endpointState(endpoint: string): Promise<EndpointState>;
  /** Registrations and static contacts of one endpoint; empty when the endpoint is unknown, or this Asterisk has no PJSIP. */
  contacts(endpoint: string): Promise<readonly Contact[]>;
  /** All contacts of the PBX; null when this Asterisk has no PJSIP. */
  allContacts(): Promise<readonly Contact[] | null>;
  /** Ends one registration; does nothing when it has ended already. */
  endRegistration(contact: Contact): Promise<void>;
  notifyContact(contact: Contact, event: string): Promise<void>;
  notifyAddress(address: string, port: number, event: string): Promise<void>;
}

/** @param whenNotifyWorks rejects while Asterisk would drop a NOTIFY to a URI without an error */
export function createPjsip(
  ami: Pick<AmiConnection, 'action' | 'list'>,
  whenNotifyWorks: () => Promise<void>,
): Pjsip {
  const show = async (
    endpoint: string,
  ): Promise<readonly AmiMessage[] | Exclude<EndpointState, 'present'>> => {
    const headers = { Endpoint: checkedEndpoint(endpoint) };
    try {
      return await ami.list({ action: 'PJSIPShowEndpoint', headers });
    } catch (error) {
      if (isUnknownAction(error)) return 'no-technology';
      if (isEmptyResult(error)) return 'absent';
      throw error;
    }
  };
  const details = async (endpoint: string): Promise<readonly AmiMessage[]> => {
    const items = await show(endpoint);
    if (typeof items === 'string') return [];
    return items.filter((item) => amiHeader(item, 'Event') === 'ContactStatusDetail');
  };

  const notifyUri = async (uri: string, event: string): Promise<void> => {
    const variables = { Event: checkedEvent(event) };
    await whenNotifyWorks();
    await ami.action({ action: 'PJSIPNotify', headers: { URI: uri }, variables });
  };

  return {
    async endpointState(endpoint) {
      const items = await show(endpoint);
      return typeof items === 'string' ? items : 'present';
    },
    contacts: async (endpoint) =>
      (await details(endpoint)).map((detail) => contactOfDetail(endpoint, detail)),
    allContacts: async () => {
      try {
        const items = await ami.list({ action: 'PJSIPShowContacts', keep: LISTED });
        return items.filter((item) => amiHeader(item, 'Event') === 'ContactList').map(contactOfListItem);
      } catch (error) {
        if (isEmptyResult(error)) return [];
        if (isUnknownAction(error)) return null;
        throw error;
      }
    },
    endRegistration: async ({ endpoint, uri }) => {
      const detail = (await details(endpoint)).find((each) => amiHeader(each, 'URI') === uri);
      if (detail) await expire(ami, endpoint, amiHeader(detail, 'AOR'), uri);
    },
    notifyContact: ({ uri, address, port }, event) =>
      notifyUri(isHeaderValue('URI', uri) ? uri : addressUri(address, port), event),
    notifyAddress: async (address, port, event) => notifyUri(addressUri(plainAddress(address), port), event),
  };
}

/**
 * Expires a registration now. Asterisk has no action for that, and deleting the stored contact would not update lamps
 * and endpoint state. But Asterisk properly removes an expired contact when it reads it, so we store an expiry in the
 * past and then ask for the endpoint's contacts.
 */
async function expire(
  ami: Pick<AmiConnection, 'action' | 'list'>,
  endpoint: string,
  aor: string,
  uri: string,
): Promise<void> {
  const key = `${aor};@${createHash('md5').update(uri).digest('hex')}`;
  const [stored] = await ami.list({ action: 'DBGetTree', headers: { Family: FAMILY, Key: key } });
  if (stored) {
    const expired = expiredJson(endpoint, uri);
    await ami.action(
      isHeaderValue('Val', expired)
        ? { action: 'DBPut', headers: { Family: FAMILY, Key: key, Val: expired } }
        : { action: 'DBDel', headers: { Family: FAMILY, Key: key } },
    );
  }
  const left = await ami.action({
    action: 'Getvar',
    headers: { Variable: `PJSIP_DIAL_CONTACTS(${endpoint})` },
  });
  if (`&${amiHeader(left, 'Value')}&`.includes(`&PJSIP/${endpoint}/${uri}&`)) {
    throw new AmiRefused('to end a registration', `${endpoint} still has the contact ${uri}`);
  }
}

/**
 * What Asterisk needs to remove a contact (measured); the key has its AOR. The phone chose the other fields, of any
 * length. Asterisk's own limit on a URI leaves it room here; should one not fit, its contact is deleted all the same.
 */
function expiredJson(endpoint: string, uri: string): string {
  return asciiJson({ endpoint, uri, expiration_time: '1' });
}

/** JSON in printable ASCII, as an AMI line requires. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Asterisk reports an empty result as an error. */
function isEmptyResult(error: unknown): boolean {
  return (
    error instanceof AmiRefused && /^(Unable to retrieve endpoint|No Contacts found)/i.test(error.reason)
  );
}

function contactOfDetail(endpoint: string, detail: AmiMessage): Contact {
  return pjsipContact(
    endpoint,
    amiHeader(detail, 'URI'),
    amiHeader(detail, 'ViaAddress'),
    amiHeader(detail, 'UserAgent'),
  );
}

function contactOfListItem(item: AmiMessage): Contact {
  const via = `${amiHeader(item, 'ViaAddr')}:${amiHeader(item, 'ViaPort')}`;
  return pjsipContact(amiHeader(item, 'Endpoint'), amiHeader(item, 'Uri'), via, amiHeader(item, 'UserAgent'));
}

/**
 * With `rewrite_contact`, which FreePBX sets, the URI holds the source address of the packets, while Via holds the
 * address that the phone assumes (measured). So Via is used only when the URI has no address.
 */
function pjsipContact(endpoint: string, uri: string, via: string, userAgent: string): Contact {
  const { address, port } = addressOfUri(uri) ?? parseHostPort(via) ?? { address: '', port: 0 };
  return { endpoint, technology: 'pjsip', uri, address: plainAddress(address), port, userAgent };
}
