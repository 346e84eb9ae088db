import type { Asterisk, Contact, NotifyTarget } from '../../../src/desk/ports/asterisk';
import { createRecordingAsterisk } from '../../support/recording-asterisk';

/** `away`: nothing is done and every call fails. `cut`: it is done, but the answer never comes. */
export type Health = 'well' | 'away' | 'cut';

/** What Asterisk did for a phone, and said so. */
export interface Act {
  readonly did: 'notify' | 'end';
  readonly address: string;
  /** The contact that it was done to; null for a NOTIFY to an address. */
  readonly contact: Contact | null;
}

/** The recording Asterisk, with faults, and phones that come and go. */
export function createFaultyAsterisk() {
  const recording = createRecordingAsterisk();
  const { asterisk, contacts } = recording;
  const acts: Act[] = [];
  const state = { health: 'well' as Health, everFailed: false };

  const asked = async <T>(question: () => Promise<T>): Promise<T> => {
    if (state.health === 'away') throw new Error('Asterisk is away');
    return question();
  };
  const acting = async (act: Act, action: () => Promise<void>): Promise<void> => {
    if (state.health === 'away') throw new Error('Asterisk is away');
    await action();
    if (state.health === 'cut') throw new Error('the connection was cut');
    acts.push(act);
  };
  const addressOf = (target: NotifyTarget) =>
    target.kind === 'contact' ? target.contact.address : target.address;

  const faulty: Asterisk = {
    contacts: (endpoint) => asked(() => asterisk.contacts(endpoint)),
    allContacts: () => asked(() => asterisk.allContacts()),
    callsOf: (endpoint) => asked(() => asterisk.callsOf(endpoint)),
    deviceLink: (device, user) => asked(() => asterisk.deviceLink(device, user)),
    linkDevice: (device, user) => asked(() => asterisk.linkDevice(device, user)),
    notify: (target, event) =>
      acting(
        {
          did: 'notify',
          address: addressOf(target),
          contact: target.kind === 'contact' ? target.contact : null,
        },
        () => asterisk.notify(target, event),
      ),
    endRegistration: (contact) =>
      acting({ did: 'end', address: contact.address, contact }, () => asterisk.endRegistration(contact)),
    onContact: (listener) => asterisk.onContact(listener),
  };
  return {
    asterisk: faulty,
    contacts,
    /** What was done and answered. */
    acts,
    /** Everything that was done, answered or not. */
    calls: recording.calls,
    state,
    turn(health: Health) {
      state.health = health;
      if (health !== 'well') state.everFailed = true;
    },
    register: recording.register,
    /** Phones that drop their registration, or whose registration runs out. */
    forget(which: (contact: Contact) => boolean) {
      for (const contact of contacts.filter(which)) contacts.splice(contacts.indexOf(contact), 1);
    },
  };
}

export type FaultyAsterisk = ReturnType<typeof createFaultyAsterisk>;
