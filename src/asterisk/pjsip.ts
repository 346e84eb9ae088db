import { createHash } from 'node:crypto';
import type { Contact } from '../desk/ports/asterisk';
import { plainAddress } from '../lib/ip';
import type { AmiConnection } from './connection';
import { AmiRefused, isUnknownAction } from './errors';
import { type AmiMessage, field } from './message';
import { addressOfUri, addressUri, checkedEndpoint, checkedEvent, parseHostPort } from './values';

const family = 'registrar/contact';

/** Longer values do not fit into one line to Asterisk. */
const longestValue = 1_000;

/** What PJSIP's part of Asterisk does, over AMI. */
export interface Pjsip {
  /** Registrations and static contacts of one endpoint; none when Asterisk does not know it. */
  contacts(endpoint: string): Promise<readonly Contact[]>;
  /** All contacts of the PBX; null when this Asterisk has no PJSIP. */
  allContacts(): Promise<readonly Contact[] | null>;
  /** Ends one registration. One that is gone already is no error. */
  endRegistration(contact: Contact): Promise<void>;
  notifyContact(contact: Contact, event: string): Promise<void>;
  notifyAddress(address: string, port: number, event: string): Promise<void>;
}

/** @param whenNotifyWorks rejects while a NOTIFY to a URI would be lost without a word */
export function createPjsip(
  ami: Pick<AmiConnection, 'action' | 'list'>,
  whenNotifyWorks: () => Promise<void>,
): Pjsip {
  const details = async (endpoint: string): Promise<readonly AmiMessage[]> => {
    const headers = { Endpoint: checkedEndpoint(endpoint) };
    try {
      const items = await ami.list({ action: 'PJSIPShowEndpoint', headers });
      return items.filter((item) => field(item, 'Event') === 'ContactStatusDetail');
    } catch (error) {
      if (isNotThere(error)) return [];
      throw error;
    }
  };

  const notifyUri = async (uri: string, event: string): Promise<void> => {
    const variables = { Event: checkedEvent(event) };
    await whenNotifyWorks();
    await ami.action({ action: 'PJSIPNotify', headers: { URI: uri }, variables });
  };

  return {
    contacts: async (endpoint) =>
      (await details(endpoint)).map((detail) => contactOfDetail(endpoint, detail)),
    allContacts: async () => {
      try {
        const items = await ami.list({ action: 'PJSIPShowContacts' });
        return items.filter((item) => field(item, 'Event') === 'ContactList').map(contactOfListItem);
      } catch (error) {
        if (isNotThere(error)) return [];
        if (isUnknownAction(error)) return null;
        throw error;
      }
    },
    endRegistration: async ({ endpoint, uri }) => {
      const detail = (await details(endpoint)).find((each) => field(each, 'URI') === uri);
      if (detail) await expire(ami, endpoint, field(detail, 'AOR'), uri);
    },
    notifyContact: ({ uri }, event) => notifyUri(uri, event),
    notifyAddress: async (address, port, event) => notifyUri(addressUri(plainAddress(address), port), event),
  };
}

/**
 * Lets a registration run out now. Asterisk has no action for it, and deleting the stored contact would leave lamps
 * and endpoint as they are. A contact that has expired, however, it removes with all consequences when it meets it,
 * and asking for the endpoint's contacts makes it meet it.
 */
async function expire(
  ami: Pick<AmiConnection, 'action' | 'list'>,
  endpoint: string,
  aor: string,
  uri: string,
): Promise<void> {
  const key = `${aor};@${createHash('md5').update(uri).digest('hex')}`;
  const [stored] = await ami.list({ action: 'DBGetTree', headers: { Family: family, Key: key } });
  if (stored) {
    const expired = expiredJson(field(stored, 'Val'));
    await ami.action({ action: 'DBPut', headers: { Family: family, Key: key, Val: expired } });
  }
  const left = await ami.action({
    action: 'Getvar',
    headers: { Variable: `PJSIP_DIAL_CONTACTS(${endpoint})` },
  });
  if (`&${field(left, 'Value')}&`.includes(`&PJSIP/${endpoint}/${uri}&`)) {
    throw new AmiRefused('the end of a registration', `${endpoint} still has the contact ${uri}`);
  }
}

/** The same contact, but expired long ago. Its User-Agent serves nothing any more and makes way when room is short. */
function expiredJson(stored: string): string {
  const contact: unknown = JSON.parse(stored);
  if (typeof contact !== 'object' || contact === null) throw new Error('a stored contact is no JSON object');
  const whole = asciiJson({ ...contact, expiration_time: '1' });
  if (whole.length <= longestValue) return whole;
  return asciiJson({ ...contact, user_agent: '', expiration_time: '1' });
}

/** JSON in which a control character is an escape, so that it may stand in a line to Asterisk. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Asterisk answers an empty result as an error. */
function isNotThere(error: unknown): boolean {
  return (
    error instanceof AmiRefused && /^(Unable to retrieve endpoint|No Contacts found)/i.test(error.reason)
  );
}

function contactOfDetail(endpoint: string, detail: AmiMessage): Contact {
  return pjsipContact(
    endpoint,
    field(detail, 'URI'),
    field(detail, 'ViaAddress'),
    field(detail, 'UserAgent'),
  );
}

function contactOfListItem(item: AmiMessage): Contact {
  const via = `${field(item, 'ViaAddr')}:${field(item, 'ViaPort')}`;
  return pjsipContact(field(item, 'Endpoint'), field(item, 'Uri'), via, field(item, 'UserAgent'));
}

/**
 * With `rewrite_contact`, which FreePBX sets, the URI's host is where the packets came from, while Via is what the
 * phone believes of itself (measured). So Via serves only when the URI names no address.
 */
function pjsipContact(endpoint: string, uri: string, via: string, userAgent: string): Contact {
  const { address, port } = addressOfUri(uri) ?? parseHostPort(via) ?? { address: '', port: 0 };
  return { endpoint, technology: 'pjsip', uri, address: plainAddress(address), port, userAgent };
}
