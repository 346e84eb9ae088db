import { setTimeout as sleep } from 'node:timers/promises';
import type { LabApp } from '../lab/lab-app';
import type { Seat } from './seats';

/** The expected state of the lab. */
export interface Expectations {
  readonly app: Pick<LabApp, 'db' | 'store' | 'asterisk'>;
  readonly seats: readonly Seat[];
  /** Contacts that belong to no session. */
  readonly softphones?: readonly string[];
}

const POLL_MS = 250;

/**
 * Waits until the state has no problems for two seconds, and writes how long the recovery took.
 * @throws Error with the remaining problems after `limitMs` milliseconds
 */
export async function waitUntilRecovered(
  fault: string,
  expected: Expectations,
  limitMs = 120_000,
): Promise<void> {
  // The monotonic clock: a suite may have moved `Date.now`.
  const began = performance.now();
  for (let okSince: number | null = null; ; await sleep(POLL_MS)) {
    const problems = await findProblems(expected);
    const now = performance.now();
    if (problems.length === 0 && okSince !== null && now - okSince > 2_000) {
      process.stderr.write(`recovered: ${fault} in ${((okSince - began) / 1_000).toFixed(1)} s\n`);
      return;
    }
    okSince = problems.length === 0 ? (okSince ?? now) : null;
    if (now - began > limitMs) throw new Error(`not recovered: ${fault}\n${problems.join('\n')}`);
  }
}

/** Every difference from the expected state, as text. */
export async function findProblems(expected: Expectations): Promise<string[]> {
  const { app, seats, softphones = [] } = expected;
  const sessions = await app.store.activeSessions();
  const expectedContacts = new Set(softphones);
  const problems: string[] = [...(await brokenInvariants(app))];
  for (const { mac, phone } of seats) {
    const session = sessions.find((candidate) => candidate.mac === mac);
    const registered = phone.registered().join();
    const keys = phone.keys().map(({ label }) => label);
    const accounts = phone.accounts().filter(({ enabled }) => enabled);
    if (session && session.state !== 'verified') problems.push(`${mac}: session is ${session.state}`);
    if (registered !== (session?.endpoint ?? ''))
      problems.push(`${mac}: is registered as ${registered || 'none'}, not ${session?.endpoint ?? 'none'}`);
    if (accounts.map(({ user }) => user).join() !== (session?.endpoint ?? ''))
      problems.push(`${mac}: does not have the account of ${session?.endpoint ?? 'none'}`);
    if (!session && keys.join() !== 'Login Int,Login Extl') problems.push(`${mac}: shows ${keys.join()}`);
  }
  for (const { state, endpoint, contactUri } of sessions)
    if (state === 'verified') expectedContacts.add(`${endpoint}/${contactUri}`);
  const contacts = await allContacts(app);
  for (const contact of contacts)
    if (!expectedContacts.has(contact)) problems.push(`${contact}: unexpected contact`);
  for (const contact of expectedContacts)
    if (!contacts.has(contact)) problems.push(`${contact}: missing contact in Asterisk`);
  return problems;
}

/** Violated invariants, and jobs that are not done. */
async function brokenInvariants({ db }: Expectations['app']): Promise<string[]> {
  const problems: string[] = [];
  for (const column of ['mac', 'extension']) {
    const rows: Record<string, unknown>[] = await db('hotdesk_sessions')
      .whereNot('state', 'ended')
      .select(column)
      .groupBy(column)
      .havingRaw('COUNT(*) > 1');
    for (const row of rows) problems.push(`${row[column]}: more than one session`);
  }
  const jobs = await db('hotdesk_jobs').select('mac', 'kind', 'attempts', 'last_error');
  for (const { mac, kind, attempts, last_error: why } of jobs)
    problems.push(`${mac}: ${kind} is not done (${attempts} attempts, ${why ?? 'no error'})`);
  const unaudited = await db('hotdesk_sessions')
    .whereNot('state', 'ended')
    .whereNotExists(
      db('hotdesk_audit')
        .where('action', 'login')
        .whereRaw("details LIKE CONCAT('%', hotdesk_sessions.id, '%')"),
    )
    .select('id');
  for (const { id } of unaudited) problems.push(`${id}: a session without an audit entry`);
  return problems;
}

async function allContacts({ asterisk }: Pick<LabApp, 'asterisk'>): Promise<Set<string>> {
  const shown = await asterisk.cli('pjsip show contacts');
  const lines = [...shown.matchAll(/Contact:\s+(\S+?)\/(sips?:\S+)/g)];
  return new Set(lines.map(([, aor, uri]) => `${aor}/${uri}`));
}

/** Switches each phone off and on: it must boot after the fault too. */
export async function waitUntilAllBoot(fault: string, expected: Expectations): Promise<void> {
  for (const { phone } of expected.seats) {
    const before = phone.fetches.length;
    await phone.powerOff();
    await phone.boot();
    const statuses = phone.fetches.slice(before).map(({ status }) => status);
    expect(statuses).toContain(200);
  }
  await waitUntilRecovered(`${fault}, and every phone restarted`, expected);
}
