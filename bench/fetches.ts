import type { BenchApp } from './bench-app';
import { statements } from './database-figures';
import { cpuSeconds } from './process-figures';
import { type FileRequest, loadWithWrk, type WrkResult } from './wrk';

/** A server and the files to fetch from it. */
export interface FetchTarget {
  readonly name: string;
  readonly origin: string;
  readonly requests: readonly FileRequest[];
  /** Whether it is our service: only then CPU time and statements are counted. */
  readonly isOurs: boolean;
}

export interface FetchRound extends WrkResult {
  /** What one fetch costs the service; null for other servers. */
  readonly cost: { readonly cpuMilliseconds: number; readonly statements: number } | null;
}

export interface FetchFigures {
  readonly target: FetchTarget;
  readonly bytes: number;
  readonly rounds: readonly FetchRound[];
}

/** Each round loads every target in turn, so that other load on the machine affects them alike. */
export async function measureFetches(
  app: BenchApp,
  targets: readonly FetchTarget[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<FetchFigures[]> {
  const measured = await Promise.all(
    targets.map(async (target) => ({ target, bytes: await sizeOf(target), rounds: [] as FetchRound[] })),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const each of measured) each.rounds.push(await fetchRound(app, each.target, seconds));
  }
  return measured;
}

async function fetchRound(app: BenchApp, target: FetchTarget, seconds: number): Promise<FetchRound> {
  const { service, db, folder } = app;
  const [cpuBefore, statementsBefore] = [cpuSeconds(service.pid), await statements(db)];
  const result = await loadWithWrk({
    origin: target.origin,
    requests: target.requests,
    seconds,
    folder,
  });
  if (!target.isOurs) return { ...result, cost: null };
  const cost = {
    cpuMilliseconds: ((cpuSeconds(service.pid) - cpuBefore) * 1_000) / result.requests,
    statements: ((await statements(db)) - statementsBefore) / result.requests,
  };
  return { ...result, cost };
}

/** The size of the first file, in bytes. Errors: it cannot be fetched. */
async function sizeOf({ origin, requests }: FetchTarget): Promise<number> {
  const [first] = requests;
  if (first === undefined) throw new Error('a target without requests');
  return (await fetchFile(origin, first)).byteLength;
}

/** Fetches one file. Errors: the answer is not 2xx. */
export async function fetchFile(origin: string, { path, userAgent }: FileRequest): Promise<ArrayBuffer> {
  const answer = await fetch(`${origin}${path}`, { headers: { 'User-Agent': userAgent } });
  if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
  return answer.arrayBuffer();
}
