import type { Asterisk, Contact } from '../desk/ports/asterisk';
import { callsOf } from './calls';
import { createChanSip } from './chan-sip';
import { type AmiConnectionOptions, createAmiConnection } from './connection';
import { watchContacts } from './contact-events';
import { createDeviceLinks } from './device-links';
import { type AsteriskHealth, watchHealth } from './health';
import { createPjsip } from './pjsip';

/** A real Asterisk over AMI, and what the service needs around it. */
export interface AmiAsterisk extends Asterisk {
  /** Begins to connect and returns at once, whether there is an Asterisk or not. The signal ends it like `stop`. */
  start(signal: AbortSignal): void;
  /** Ends the connection for good; what is under way is rejected. */
  stop(): Promise<void>;
  health(): AsteriskHealth;
}

/**
 * Makes the `Asterisk` of the desk out of an AMI account. Values that could be read as something else by Asterisk are
 * refused with AmiInjectionError; what Asterisk refuses is an AmiRefused with its own text.
 */
export function createAsterisk(options: AmiConnectionOptions): AmiAsterisk {
  const ami = createAmiConnection(options);
  const health = watchHealth(ami, options.log);
  const pjsip = createPjsip(ami, health.whenNotifyWorks);
  const chanSip = createChanSip(ami);
  const allContacts = async (): Promise<readonly Contact[]> => {
    const found = await Promise.all([pjsip.allContacts(), chanSip.allContacts()]);
    return found.flatMap((contacts) => contacts ?? []);
  };
  const watch = watchContacts(ami, allContacts, options.log);
  const technology = (name: Contact['technology']) => (name === 'pjsip' ? pjsip : chanSip);

  return {
    start: ami.start.bind(ami),
    stop: ami.stop.bind(ami),
    health: health.health,
    allContacts,
    callsOf: (endpoint) => callsOf(ami, endpoint),
    contacts: ({ endpoint, technology: name }) => technology(name).contacts(endpoint),
    endRegistration: (contact) => technology(contact.technology).endRegistration(contact),
    notify: (target, event) =>
      target.kind === 'address'
        ? pjsip.notifyAddress(target.address, target.port, event)
        : technology(target.contact.technology).notifyContact(target.contact, event),
    ...createDeviceLinks(ami),
    onContact: watch.onContact,
  };
}
