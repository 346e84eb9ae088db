import type { Asterisk, Contact, NotifyTarget } from '../../../src/desk/ports/asterisk';
import { createRecordingAsterisk } from '../../support/recording-asterisk';

/** `unreachable`: nothing is done and every call fails. `cut`: the call is done, but its answer is lost. */
export type Health = 'well' | 'unreachable' | 'cut';

/** An action of Asterisk at a phone that was done and answered. */
export interface AnsweredAction {
  readonly did: 'notify' | 'end';
  readonly address: string;
  /** The target contact; null for a NOTIFY to an address. */
  readonly contact: Contact | null;
}

/** The recording Asterisk with faults, and with phones that register and unregister. */
export function createFaultyAsterisk() {
  const recording = createRecordingAsterisk();
  const { asterisk, contacts } = recording;
  const answered: AnsweredAction[] = [];
  const state = { health: 'well' as Health, everFailed: false };

  const query = async <T>(question: () => Promise<T>): Promise<T> => {
    if (state.health === 'unreachable') throw new Error('Asterisk is unreachable');
    return question();
  };
  const perform = async (entry: AnsweredAction, action: () => Promise<void>): Promise<void> => {
    if (state.health === 'unreachable') throw new Error('Asterisk is unreachable');
    await action();
    if (state.health === 'cut') throw new Error('the connection was cut');
    answered.push(entry);
  };
  const addressOf = (target: NotifyTarget) =>
    target.kind === 'contact' ? target.contact.address : target.address;

  const faulty: Asterisk = {
    endpointState: (endpoint) => query(() => asterisk.endpointState(endpoint)),
    contacts: (endpoint) => query(() => asterisk.contacts(endpoint)),
    allContacts: () => query(() => asterisk.allContacts()),
    callsOf: (endpoint) => query(() => asterisk.callsOf(endpoint)),
    deviceLink: (device, user) => query(() => asterisk.deviceLink(device, user)),
    linkDevice: (device, user) => query(() => asterisk.linkDevice(device, user)),
    notify: (target, event) =>
      perform(
        {
          did: 'notify',
          address: addressOf(target),
          contact: target.kind === 'contact' ? target.contact : null,
        },
        () => asterisk.notify(target, event),
      ),
    endRegistration: (contact) =>
      perform({ did: 'end', address: contact.address, contact }, () => asterisk.endRegistration(contact)),
    onContact: (listener) => asterisk.onContact(listener),
  };
  return {
    asterisk: faulty,
    contacts,
    /** Actions that were done and answered. */
    answered,
    /** All actions that were done, answered or not. */
    calls: recording.calls,
    state,
    setHealth(health: Health) {
      state.health = health;
      if (health !== 'well') state.everFailed = true;
    },
    register: recording.register,
    /** Removes registrations, as when they expire. */
    removeContacts(matches: (contact: Contact) => boolean) {
      for (const contact of contacts.filter(matches)) contacts.splice(contacts.indexOf(contact), 1);
    },
  };
}

export type FaultyAsterisk = ReturnType<typeof createFaultyAsterisk>;
