import type { AmiTimes } from '../../src/asterisk/ami-session';
import { type AmiConnection, createAmiConnection } from '../../src/asterisk/connection';
import type { AmiAccount } from '../../src/asterisk/transport';
import { until } from '../lab/until';
import { type FakeAmi, type FakeAmiOptions, type FakePeer, startFakeAmi } from './fake-ami';
import { type RecordingLog, recordingLog } from './recording-log';

/** A connection and its fake AMI, each replaceable by the test. */
export class ConnectionBench {
  readonly log: RecordingLog = recordingLog();
  /** The milliseconds that Asterisk took for each answer, as reported by the connections. */
  readonly answerTimes: number[] = [];
  private readonly ends: (() => Promise<void>)[] = [];
  private fakes: FakeAmi[] = [];
  private connections: AmiConnection[] = [];

  /** The last fake that was started. */
  get fake(): FakeAmi {
    return last(this.fakes);
  }

  /** The last connection that was started. */
  get ami(): AmiConnection {
    return last(this.connections);
  }

  /** The connection as the fake sees it. */
  get peer(): FakePeer {
    return last(this.fake.peers);
  }

  async startFake(options?: FakeAmiOptions): Promise<void> {
    const fake = await startFakeAmi(options);
    this.fakes.push(fake);
    this.ends.push(() => fake.stop());
  }

  startConnection(
    times: Partial<AmiTimes> = {},
    account: AmiAccount = this.fake.account,
    more: { random?: () => number; signal?: AbortSignal } = {},
  ): void {
    const { random = Math.random, signal = new AbortController().signal } = more;
    const quick = { reconnectFirst: 20, reconnectMost: 50, ...times };
    const onAnswer = (milliseconds: number) => this.answerTimes.push(milliseconds);
    const ami = createAmiConnection({ ...account, log: this.log, random, times: quick, onAnswer });
    this.connections.push(ami);
    this.ends.push(() => ami.stop());
    ami.start(signal);
  }

  /** Starts both and waits until they are connected. */
  async connect(options?: FakeAmiOptions, times?: Partial<AmiTimes>): Promise<void> {
    await this.startFake(options);
    this.startConnection(times);
    await this.connected();
  }

  async connected(): Promise<void> {
    await until('it is connected', () => this.ami.status().connected);
  }

  async stop(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
  }
}

function last<T>(list: readonly T[]): T {
  const found = list.at(-1);
  if (found === undefined) throw new Error('there is none yet');
  return found;
}
