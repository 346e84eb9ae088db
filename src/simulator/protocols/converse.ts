import { randomBytes } from 'node:crypto';
import { type HttpAnswer, HttpFailure, type HttpGetOptions, httpGet } from '../http-get';
import type { FetchedFile } from '../memory';
import { UnreadableFile } from '../parsers/unreadable-file';
import type { Fetch } from '../simulated-phone';
import type { Order, PhoneLanguage, Speaker } from './language';

const MAX_ANSWER_BYTES = 1_000_000;
/** Longer talks are a loop. */
const MOST_ORDERS = 10;

export interface ConverseOptions extends Omit<HttpGetOptions, 'maxBytes' | 'post'> {
  readonly language: PhoneLanguage;
  readonly speaker: Speaker;
  readonly why: 'start-up' | 'solicited';
  /** Whether the phone can take what it was sent. */
  readonly takes: (file: FetchedFile) => boolean;
  readonly onFetch: (fetch: Fetch) => void;
  readonly onProblem: (problem: string) => void;
}

/** Talks with the provisioning service until that has enough, and returns what it had the phone write. */
export async function converse(options: ConverseOptions): Promise<readonly FetchedFile[]> {
  const { language, speaker, why } = options;
  const nonce = randomBytes(16).toString('hex').toUpperCase();
  const taken: FetchedFile[] = [];
  let message = language.begin(speaker, why, nonce);
  for (let orders = 0; orders < MOST_ORDERS; orders += 1) {
    const heard = await say(options, message, nonce);
    if (heard?.order.does !== 'write') return taken;
    const file = { name: 'items', bytes: heard.bytes };
    const accepted = options.takes(file);
    if (accepted) taken.push(file);
    message = language.reply(nonce, accepted);
  }
  options.onProblem('the provisioning service does not come to an end');
  return taken;
}

/** Says one thing, and hears the answer; null when there was none that the phone understands. */
async function say(
  options: ConverseOptions,
  body: Buffer,
  nonce: string,
): Promise<{ order: Order; bytes: Buffer } | null> {
  const { language, url, onFetch, onProblem } = options;
  let answer: HttpAnswer;
  try {
    const post = { contentType: language.contentType, body };
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
    const order = language.read(answer.body);
    if (order.nonce !== nonce) throw new UnreadableFile('the answer to another message');
    return { order, bytes: answer.body };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    onProblem(`the provisioning service is not understood: ${error.message}`);
    return null;
  }
}
