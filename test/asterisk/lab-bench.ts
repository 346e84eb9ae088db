import { type AmiAsterisk, createAsterisk } from '../../src/asterisk/asterisk';
import type { Contact, ContactChange } from '../../src/desk/ports/asterisk';
import { type LabAsterisk, type LabAsteriskOptions, startAsterisk } from '../lab/asterisk';
import { until } from '../lab/until';
import { type RecordingLog, recordingLog } from './recording-log';
import { type SipClient, type SipClientOptions, startSipClient } from './sip-client';

export const alice = { endpoint: '1001', technology: 'pjsip' } as const;
export const bob = { endpoint: '1002', technology: 'pjsip' } as const;
/** Only with `chanSip`. */
export const carol = { endpoint: '1009', technology: 'sip' } as const;

const secret = 'the secret of all of them';
const extensions = [
  { number: alice.endpoint, secret, maxContacts: 2 },
  { number: bob.endpoint, secret },
];
const chanSipExtension = { number: carol.endpoint, secret, technology: 'sip' } as const;

/** A real Asterisk with the `Asterisk` of the desk connected to it, and phones at it. */
export interface LabBench {
  readonly lab: LabAsterisk;
  readonly asterisk: AmiAsterisk;
  readonly log: RecordingLog;
  /** Every reported change of a contact. */
  readonly changes: ContactChange[];
  /** Starts a phone, of Alice by default, and registers it. */
  phoneAt(bindAddress: string, options?: Partial<SipClientOptions>): Promise<SipClient>;
  /** The contact at that address. */
  contactAt(address: string, of?: Pick<Contact, 'endpoint' | 'technology'>): Promise<Contact>;
  /** Waits until that change was reported. */
  notified(contact: Pick<Contact, 'uri'>, present: boolean): Promise<void>;
  /** Waits until the extension's hint is off, which is a moment after its device is gone. */
  lampOut(number: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param options.chanSip whether Carol is there; then the AMI user may run console commands, and else not */
export async function startLabBench(
  options: Partial<LabAsteriskOptions> & Pick<LabAsteriskOptions, 'version'> & { chanSip?: boolean },
): Promise<LabBench> {
  const { chanSip = false, ...rest } = options;
  const lab = await startAsterisk({
    extensions: chanSip ? [...extensions, chanSipExtension] : extensions,
    ...rest,
  });
  const log = recordingLog();
  const times = { reconnectFirst: 50, reconnectMost: 500 };
  const asterisk = createAsterisk({ ...lab.ami, log, times });
  const changes: ContactChange[] = [];
  const phones: SipClient[] = [];
  asterisk.onContact((change) => changes.push(change));
  asterisk.start(new AbortController().signal);
  await until('the state is read', () =>
    ['contact.all-read', 'asterisk.checked'].every((event) => log.all().includes(event)),
  );
  return {
    lab,
    asterisk,
    log,
    changes,
    phoneAt: async (bindAddress, more = {}) => {
      const user = more.user ?? alice.endpoint;
      const port = user === carol.endpoint ? lab.chanSipPort : lab.sipPort;
      const server = { host: '127.0.0.1', port };
      const phone = await startSipClient({ server, user, secret, bindAddress, ...more });
      phones.push(phone);
      await phone.register();
      return phone;
    },
    contactAt: async (address, of = alice) => {
      const contact = (await asterisk.contacts(of)).find((each) => each.address === address);
      if (!contact) throw new Error(`no contact at ${address}`);
      return contact;
    },
    notified: ({ uri }, present) =>
      until(`${uri} is reported`, () => changes.some((each) => each.uri === uri && each.present === present)),
    lampOut: (number) =>
      until(`the lamp of ${number} is out`, async () =>
        (await lab.cli(`core show hint ${number}`)).includes('State:Unavailable'),
      ),
    stop: async () => {
      for (const phone of phones) phone.stop();
      await asterisk.stop();
      await lab.stop();
    },
  };
}
