import { randomBytes } from 'node:crypto';
import { type HttpAnswer, HttpFailure, type HttpGetOptions, httpGet } from '../http-get';
import type { FetchedFile } from '../memory';
import { UnreadableFile } from '../parsers/unreadable-file';
import type { FetchRecord } from '../simulated-phone';
import type { DeviceIdentity, PhoneProtocol, ServiceCommand } from './phone-protocol';

const MAX_ANSWER_BYTES = 1_000_000;
/** A longer conversation is a loop. */
const MAX_COMMANDS = 10;

export interface ProvisioningProtocolOptions extends Omit<HttpGetOptions, 'maxBytes' | 'post'> {
  readonly protocol: PhoneProtocol;
  readonly identity: DeviceIdentity;
  readonly why: 'start-up' | 'solicited';
  /** Whether the phone can read a written file. */
  readonly canRead: (file: FetchedFile) => boolean;
  readonly onFetch: (fetch: FetchRecord) => void;
  readonly onProblem: (problem: string) => void;
}

/** Exchanges messages with the provisioning service until it ends the conversation. Returns the written files. */
export async function runProvisioningProtocol(
  options: ProvisioningProtocolOptions,
): Promise<readonly FetchedFile[]> {
  const { protocol, identity, why } = options;
  const nonce = randomBytes(16).toString('hex').toUpperCase();
  const written: FetchedFile[] = [];
  let message = protocol.startMessage(identity, why, nonce);
  for (let commands = 0; commands < MAX_COMMANDS; commands += 1) {
    const received = await exchange(options, message, nonce);
    if (received?.command.action !== 'write') return written;
    const file = { name: 'items', bytes: received.bytes };
    const accepted = options.canRead(file);
    if (accepted) written.push(file);
    message = protocol.replyMessage(nonce, accepted);
  }
  options.onProblem('the provisioning service does not end the conversation');
  return written;
}

/** Sends a message and returns the answer; null without a valid one. */
async function exchange(
  options: ProvisioningProtocolOptions,
  body: Buffer,
  nonce: string,
): Promise<{ command: ServiceCommand; bytes: Buffer } | null> {
  const { protocol, url, onFetch, onProblem } = options;
  let answer: HttpAnswer;
  try {
    const post = { contentType: protocol.contentType, body };
    answer = await httpGet({ ...options, maxBytes: MAX_ANSWER_BYTES, post });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    onFetch({ path: url.pathname, status: 0, bytes: 0 });
    onProblem(`no answer from ${error.message}`);
    return null;
  }
  onFetch({ path: url.pathname, status: answer.status, bytes: answer.body.length });
  if (answer.status !== 200) return null;
  try {
    const command = protocol.readCommand(answer.body);
    if (command.nonce !== nonce) throw new UnreadableFile('the answer to another message');
    return { command, bytes: answer.body };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    onProblem(`invalid message of the provisioning service: ${error.message}`);
    return null;
  }
}
