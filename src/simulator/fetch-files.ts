import { errorText } from '../lib/errors';
import { answerHttpChallenge } from './answer-challenge';
import type { BootStep, Reading } from './device-profile';
import { type HttpAnswer, HttpFailure, type HttpGetOptions, httpGet } from './http-get';
import type { FetchedFile } from './memory';
import type { FetchRecord } from './simulated-phone';
import { tftpGet } from './tftp-get';

const MAX_FILE_BYTES = 1_000_000;
const TFTP_PORT = 69;
const TFTP_BLOCK = 1_024;

export interface FetchFilesOptions extends Omit<HttpGetOptions, 'url' | 'maxBytes'> {
  /** The provisioning URL. */
  readonly base: string;
  /** The files below it, in order; null fetches the URL itself. */
  readonly steps: readonly BootStep[] | null;
  /** The HTTP login, sent when the server asks for one. */
  readonly login: Reading['provisioningLogin'];
  readonly onFetch: (fetch: FetchRecord) => void;
  readonly onProblem: (problem: string) => void;
}

/**
 * Fetches a phone's files in order and returns those it applies. A missing file does not stop the boot; a server that
 * does not answer does.
 */
export async function fetchFiles(options: FetchFilesOptions): Promise<readonly FetchedFile[]> {
  const applied: FetchedFile[] = [];
  for (const step of options.steps ?? [{ file: '', takes: true, whenFound: 'stop' }]) {
    const answer = await fetchFile(step.file, options);
    if (answer === null) break;
    if (answer.status !== 200) continue;
    if (step.takes) applied.push({ name: step.file, bytes: answer.body });
    if (step.whenFound === 'stop') break;
  }
  return applied;
}

async function fetchFile(file: string, options: FetchFilesOptions): Promise<HttpAnswer | null> {
  const pathOf = (url: URL) => `${url.pathname}${url.search}`;
  const url = fileUrl(options, file);
  if (url === null) {
    options.onProblem(`the provisioning URL ${JSON.stringify(options.base)} is not a URL`);
    return null;
  }
  try {
    const answer = await fetchUrl(url, options);
    options.onFetch({ path: pathOf(url), status: answer.status, bytes: answer.body.length });
    return answer;
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    options.onFetch({ path: pathOf(url), status: 0, bytes: 0 });
    options.onProblem(`no file from ${error.message}`);
    return null;
  }
}

/** Fetches a URL; repeats the request with a login if the server asks for one. */
async function fetchUrl(url: URL, options: FetchFilesOptions): Promise<HttpAnswer> {
  if (url.protocol === 'tftp:') return fetchByTftp(url, options);
  const request = { ...options, url, maxBytes: MAX_FILE_BYTES };
  const answer = await httpGet(request);
  if (answer.challenge === null) return answer;
  const signed = { method: 'GET', uri: `${url.pathname}${url.search}` };
  const authorization = answerHttpChallenge(answer.challenge, options.login ?? null, signed);
  return authorization === null ? answer : httpGet({ ...request, authorization });
}

/** Fetches a file by TFTP and returns it as an HTTP answer. */
async function fetchByTftp(url: URL, options: FetchFilesOptions): Promise<HttpAnswer> {
  const { hostname: host, port, pathname } = url;
  const request = { ...options, host, port: Number(port || TFTP_PORT), file: pathname.slice(1) };
  const file = await tftpGet({ ...request, blockBytes: TFTP_BLOCK, maxBytes: MAX_FILE_BYTES }).catch(
    (error: unknown) => {
      const reason = errorText(error);
      throw new HttpFailure(`${url.host}${pathname}: ${reason}`, { cause: error });
    },
  );
  const status = file === null ? 404 : 200;
  return { status, contentType: '', challenge: null, body: file ?? Buffer.alloc(0) };
}

function fileUrl({ base, steps }: FetchFilesOptions, file: string): URL | null {
  if (!/^(https?|tftp):\/\/[^\s/?#]+/i.test(base)) return null;
  if (steps === null) return new URL(base);
  return new URL(file, base.endsWith('/') ? base : `${base}/`);
}
