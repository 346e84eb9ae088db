import { errorText } from '../lib/errors';
import { answerHttpChallenge } from './answer-challenge';
import type { BootStep, Reading } from './device-profile';
import { type HttpAnswer, HttpFailure, type HttpGetOptions, httpGet } from './http-get';
import type { FetchedFile } from './memory';
import type { Fetch } from './simulated-phone';
import { tftpGet } from './tftp-get';

const MAX_FILE_BYTES = 1_000_000;
const TFTP_PORT = 69;
const TFTP_BLOCK = 1_024;

export interface FetchFilesOptions extends Omit<HttpGetOptions, 'url' | 'maxBytes'> {
  /** The provisioning URL. */
  readonly base: string;
  /** The files behind it, in order; null: the URL itself is the file. */
  readonly steps: readonly BootStep[] | null;
  /** What it logs in with when the server asks for it. */
  readonly login: Reading['provisioningLogin'];
  readonly onFetch: (fetch: Fetch) => void;
  readonly onProblem: (problem: string) => void;
}

/**
 * Asks for a phone's files in their order and returns those whose settings it takes. A file that the server does
 * not have lets the chain go on; a server that does not answer ends it.
 */
export async function fetchFiles(options: FetchFilesOptions): Promise<readonly FetchedFile[]> {
  const taken: FetchedFile[] = [];
  for (const step of options.steps ?? [{ file: '', takes: true, whenFound: 'stop' }]) {
    const answer = await get(step.file, options);
    if (answer === null) break;
    if (answer.status !== 200) continue;
    if (step.takes) taken.push({ name: step.file, bytes: answer.body });
    if (step.whenFound === 'stop') break;
  }
  return taken;
}

async function get(file: string, options: FetchFilesOptions): Promise<HttpAnswer | null> {
  const asked = (url: URL) => `${url.pathname}${url.search}`;
  const url = urlOf(options, file);
  if (url === null) {
    options.onProblem(`the provisioning URL ${JSON.stringify(options.base)} is no URL`);
    return null;
  }
  try {
    const answer = await ask(url, options);
    options.onFetch({ path: asked(url), status: answer.status, bytes: answer.body.length });
    return answer;
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    options.onFetch({ path: asked(url), status: 0, bytes: 0 });
    options.onProblem(`no file from ${error.message}`);
    return null;
  }
}

/** Asks, and asks again with a login when the server wants one. */
async function ask(url: URL, options: FetchFilesOptions): Promise<HttpAnswer> {
  if (url.protocol === 'tftp:') return askByTftp(url, options);
  const request = { ...options, url, maxBytes: MAX_FILE_BYTES };
  const answer = await httpGet(request);
  if (answer.challenge === null) return answer;
  const asked = { method: 'GET', uri: `${url.pathname}${url.search}` };
  const authorization = answerHttpChallenge(answer.challenge, options.login ?? null, asked);
  return authorization === null ? answer : httpGet({ ...request, authorization });
}

/** What TFTP answers, in the words of HTTP. */
async function askByTftp(url: URL, options: FetchFilesOptions): Promise<HttpAnswer> {
  const { hostname: host, port, pathname } = url;
  const asked = { ...options, host, port: Number(port || TFTP_PORT), file: pathname.slice(1) };
  const file = await tftpGet({ ...asked, blockBytes: TFTP_BLOCK, maxBytes: MAX_FILE_BYTES }).catch(
    (error: unknown) => {
      const reason = errorText(error);
      throw new HttpFailure(`${url.host}${pathname}: ${reason}`, { cause: error });
    },
  );
  const status = file === null ? 404 : 200;
  return { status, contentType: '', challenge: null, body: file ?? Buffer.alloc(0) };
}

function urlOf({ base, steps }: FetchFilesOptions, file: string): URL | null {
  if (!/^(https?|tftp):\/\/[^\s/?#]+/i.test(base)) return null;
  if (steps === null) return new URL(base);
  return new URL(file, base.endsWith('/') ? base : `${base}/`);
}
