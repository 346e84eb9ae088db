import { type AmiAsterisk, createAsterisk } from '../../src/asterisk/asterisk';
import { until } from '../lab/until';
import { type FakeAmi, type FakePeer, type FakeRequest, startFakeAmi } from './fake-ami';
import { type RecordingLog, recordingLog } from './recording-log';

/** The real `Asterisk` of the desk, connected to a fake AMI. */
export interface FakedAsterisk {
  readonly fake: FakeAmi;
  readonly asterisk: AmiAsterisk;
  readonly log: RecordingLog;
  /** The connection that is open now. */
  peer(): FakePeer;
  /** The received actions of these names, oldest first. */
  asked(...actions: string[]): readonly FakeRequest[];
  stop(): Promise<void>;
}

/** @param prepare sets the answers of the fake before the connection */
export async function startFakedAsterisk(
  prepare: (fake: FakeAmi) => void = () => undefined,
): Promise<FakedAsterisk> {
  const fake = await startFakeAmi();
  prepare(fake);
  const log = recordingLog();
  const times = { reconnectFirst: 20, reconnectMost: 50, action: 1_000 };
  const asterisk = createAsterisk({ ...fake.account, log, times });
  asterisk.start(new AbortController().signal);
  await until('the state is read', () => log.all().includes('contact.all-read'));
  await until('health is known', () => log.all().includes('asterisk.checked'));
  return {
    fake,
    asterisk,
    log,
    peer: () => {
      const last = fake.peers.at(-1);
      if (!last) throw new Error('nobody has logged in');
      return last;
    },
    asked: (...actions) => fake.requests.filter((request) => actions.includes(request.action)),
    stop: async () => {
      await asterisk.stop();
      await fake.stop();
    },
  };
}
