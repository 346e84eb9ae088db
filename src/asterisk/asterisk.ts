import type { Asterisk, Contact } from '../desk/ports/asterisk';
import { readCallAddresses } from './calls';
import { createChanSip } from './chan-sip';
import { type AmiConnectionOptions, createAmiConnection } from './connection';
import { isOverlongContact, watchContacts } from './contact-events';
import { createDeviceLinks } from './device-links';
import { type AsteriskHealth, watchHealth } from './health';
import { createPjsip } from './pjsip';

/** A real Asterisk over AMI, with its lifecycle and health. */
export interface AmiAsterisk extends Asterisk {
  /** Starts connecting in the background. Aborting the signal ends it like `stop`. */
  start(signal: AbortSignal): void;
  /** Ends the connection for good. Pending actions are rejected. */
  stop(): Promise<void>;
  health(): AsteriskHealth;
}

/**
 * Implements the desk's `Asterisk` port over AMI. A value that Asterisk could read as another header or action throws
 * AmiInjectionError; an error answer of Asterisk throws AmiRefused with its text.
 */
export function createAsterisk(options: AmiConnectionOptions): AmiAsterisk {
  const ami = createAmiConnection(options);
  const health = watchHealth(ami, options.log);
  const pjsip = createPjsip(ami, health.whenNotifyWorks);
  const chanSip = createChanSip(ami);
  const allContacts = async (): Promise<readonly Contact[]> => {
    const found = await Promise.all([pjsip.allContacts(), chanSip.allContacts()]);
    return found.flatMap((contacts) => contacts ?? []).filter((contact) => !isOverlongContact(contact));
  };
  const contactEvents = watchContacts(ami, allContacts, options.log);
  const adapterOf = (name: Contact['technology']) => (name === 'pjsip' ? pjsip : chanSip);

  return {
    start: ami.start.bind(ami),
    stop: ami.stop.bind(ami),
    health: health.health,
    allContacts,
    callsOf: (endpoint) => readCallAddresses(ami, endpoint),
    endpointState: ({ endpoint, technology }) => adapterOf(technology).endpointState(endpoint),
    contacts: async ({ endpoint, technology: name }) =>
      (await adapterOf(name).contacts(endpoint)).filter((contact) => !isOverlongContact(contact)),
    endRegistration: (contact) => adapterOf(contact.technology).endRegistration(contact),
    notify: (target, event) =>
      target.kind === 'address'
        ? pjsip.notifyAddress(target.address, target.port, event)
        : adapterOf(target.contact.technology).notifyContact(target.contact, event),
    ...createDeviceLinks(ami),
    onContact: contactEvents.onContact,
  };
}
