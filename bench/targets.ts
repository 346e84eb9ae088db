import type { BenchApp } from './bench-app';
import { type FetchTarget, fetchFile } from './fetches';
import { phoneprovPaths } from './phoneprov';
import { type BenchPhone, fileOf, tokenIn } from './phones';
import type { FileRequest } from './wrk';

const AGENT = 'hotdesk-bench';

/** A phone with the token of its URLs. */
export type PhoneWithToken = BenchPhone & { readonly token: string };

/** The phones whose files are fetched from the service. */
export interface OurFiles {
  /** Known and logged out. */
  readonly known: readonly PhoneWithToken[];
  readonly loggedIn: readonly PhoneWithToken[];
}

/** The tokens of known phones, at the address from which the load comes. */
export async function tokensOf(
  { service }: BenchApp,
  known: readonly BenchPhone[],
): Promise<PhoneWithToken[]> {
  const withTokens: PhoneWithToken[] = [];
  for (const phone of known) {
    const config = Buffer.from(await fetchFile(service.origin, bareFile(phone))).toString('utf8');
    withTokens.push({ ...phone, token: tokenIn(config) });
  }
  return withTokens;
}

/** A phone's file without a token, as with a provisioning URL from DHCP. */
export function bareFile(phone: BenchPhone): FileRequest {
  return { path: `/provision/${fileOf(phone)}`, userAgent: phone.userAgent };
}

function tokenFile(phone: PhoneWithToken): FileRequest {
  return { path: `/provision/${phone.token}/${fileOf(phone)}`, userAgent: phone.userAgent };
}

/** Asterisk's own provisioning server. */
export function phoneprovTarget({ asterisk }: BenchApp, phones: number): FetchTarget {
  return target(
    '`res_phoneprov`',
    `http://127.0.0.1:${asterisk.httpPort}`,
    phoneprovPaths(phones).map((path) => ({ path, userAgent: AGENT })),
  );
}

/** A `node:http` server with a prepared answer, on that port. */
export function readyBufferTarget(port: number): FetchTarget {
  return target('`node:http`, a prepared buffer', `http://127.0.0.1:${port}`, [
    { path: '/', userAgent: AGENT },
  ]);
}

function target(name: string, origin: string, files: readonly FileRequest[]): FetchTarget {
  return { name, origin, requests: files, isOurs: false };
}

/** The files of our service, by each kind of URL that phones use. */
export function ourTargets({ service }: BenchApp, { known, loggedIn }: OurFiles): FetchTarget[] {
  const ours = (name: string, requests: FetchTarget['requests']): FetchTarget => ({
    name,
    requests,
    origin: service.origin,
    isOurs: true,
  });
  const [bare, token, session] = [known.map(bareFile), known.map(tokenFile), loggedIn.map(tokenFile)];
  return [
    ours('logged out, bare URL', bare),
    ours('logged out, token URL', token),
    ours('logged in, token URL', session),
  ];
}
