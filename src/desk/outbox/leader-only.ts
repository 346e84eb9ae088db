import type { Asterisk } from '../ports/asterisk';
import type { PhoneCaller } from '../ports/brands';
import type { LeaderElection } from './leader-election';

/** Something was to be done that only the leader may do: this instance no longer is, another one does it. */
export class NotLeaderError extends Error {
  constructor() {
    super('another instance works for all now');
    this.name = 'NotTheLeader';
  }
}

/**
 * The same Asterisk, to which only the leader says what to do. An instance that was frozen between its question and its
 * action wakes up without the leadership, and must not do what the other one has done.
 * Errors: NotTheLeader, and nothing was done.
 */
export function leaderOnlyAsterisk(
  asterisk: Asterisk,
  leaderElection: Pick<LeaderElection, 'isLeader'>,
): Asterisk {
  const act = async (action: () => Promise<void>): Promise<void> => {
    if (!leaderElection.isLeader()) throw new NotLeaderError();
    await action();
  };
  return {
    contacts: (endpoint) => asterisk.contacts(endpoint),
    endRegistration: (contact) => act(() => asterisk.endRegistration(contact)),
    notify: (target, event) => act(() => asterisk.notify(target, event)),
    allContacts: () => asterisk.allContacts(),
    callsOf: (endpoint) => asterisk.callsOf(endpoint),
    deviceLink: (device, user) => asterisk.deviceLink(device, user),
    linkDevice: (device, user) => act(() => asterisk.linkDevice(device, user)),
    onContact: (listener) => asterisk.onContact(listener),
  };
}

/** The same caller of phones, for the leader. Errors: NotTheLeader, and nobody was called. */
export function leaderOnlyPhoneCaller(
  caller: PhoneCaller,
  leaderElection: Pick<LeaderElection, 'isLeader'>,
): PhoneCaller {
  return {
    async call(address, call) {
      if (!leaderElection.isLeader()) throw new NotLeaderError();
      return caller.call(address, call);
    },
  };
}
