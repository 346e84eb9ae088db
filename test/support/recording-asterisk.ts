import type { Technology } from '../../src/desk/model';
import type {
  Asterisk,
  Contact,
  ContactChange,
  DeviceLink,
  NotifyTarget,
} from '../../src/desk/ports/asterisk';

/** A fake Asterisk: holds the contacts that a test registers, and records every command. The lab has the real one. */
export function createRecordingAsterisk() {
  const contacts: Contact[] = [];
  /** The device links in AstDB; empty as on a PBX without FreePBX. */
  const links = new Map<string, DeviceLink>();
  /** The endpoints that are in a call, with their addresses. */
  const inCalls: { endpoint: string; address: string }[] = [];
  const listeners = new Set<(change: ContactChange) => void>();
  const calls: ({ did: 'notify'; target: NotifyTarget; event: string } | { did: 'end'; contact: Contact })[] =
    [];
  const report = (contact: Contact, present: boolean) => {
    for (const listener of listeners) listener({ ...contact, present });
  };
  /** Whether Asterisk is away for those who ask for contacts. */
  const outage = { ofContacts: false };
  const found = (): Contact[] => {
    if (outage.ofContacts) throw new Error('Asterisk is away');
    return [...contacts];
  };
  /** The technologies that this Asterisk has, and the endpoints that FreePBX has but Asterisk does not have yet. */
  const technologies = new Set<Technology>(['pjsip', 'sip']);
  const absent = new Set<string>();
  /** What Asterisk answers to a NOTIFY instead of sending it; null: it sends it. */
  const refusal: { ofNotify: Error | null } = { ofNotify: null };
  const asterisk: Asterisk = {
    async endpointState({ endpoint, technology }) {
      found();
      if (!technologies.has(technology)) return 'no-technology';
      return absent.has(`${technology} ${endpoint}`) ? 'absent' : 'present';
    },
    contacts: async ({ endpoint, technology }) =>
      found().filter((contact) => contact.endpoint === endpoint && contact.technology === technology),
    async notify(target, event) {
      if (refusal.ofNotify) throw refusal.ofNotify;
      calls.push({ did: 'notify', target, event });
    },
    async endRegistration(contact) {
      calls.push({ did: 'end', contact });
      const index = contacts.findIndex((candidate) => candidate.uri === contact.uri);
      if (index >= 0) contacts.splice(index, 1);
      report(contact, false);
    },
    allContacts: async () => found(),
    callsOf: async ({ endpoint }) =>
      inCalls.filter((call) => call.endpoint === endpoint).map(({ address }) => address),
    deviceLink: async (device) => links.get(device) ?? null,
    async linkDevice(device, user) {
      links.set(device, { user, devices: [...(links.get(device)?.devices ?? []), device] });
    },
    onContact(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    asterisk,
    contacts,
    calls,
    inCalls,
    links,
    outage,
    technologies,
    absent,
    refusal,
    register(contact: Contact) {
      contacts.push(contact);
      report(contact, true);
    },
  };
}
