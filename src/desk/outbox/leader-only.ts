import type { Asterisk } from '../ports/asterisk';
import type { PhoneCaller } from '../ports/brands';
import type { LeaderElection } from './leader-election';

/** Refuses an action that is reserved to the leader. The new leader does it instead. */
export class NotLeaderError extends Error {
  constructor() {
    super('this instance is not the leader');
    this.name = 'NotLeaderError';
  }
}

/**
 * Lets only the leader act on Asterisk. An instance that was frozen between its check and its action is not the leader
 * when it resumes, and must not repeat what the new leader has done.
 * @throws NotLeaderError; nothing was done.
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
    endpointState: (endpoint) => asterisk.endpointState(endpoint),
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

/** Lets only the leader call phones. Throws NotLeaderError; no phone was called. */
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
