import { setTimeout as sleep } from 'node:timers/promises';
import type { LabApp } from '../lab/lab-app';
import type { Seat } from './seats';

/** What the state of a house is compared with. */
export interface Expectations {
  readonly app: Pick<LabApp, 'db' | 'store' | 'asterisk'>;
  readonly seats: readonly Seat[];
  /** Contacts that no session of ours explains. */
  readonly softphones?: readonly string[];
}

const LOOK_EVERY_MS = 250;

/**
 * Waits until all is as it must be, and prints how long that took. It is looked twice: what heals and breaks again is not
 * healed.
 * @throws Error with everything that is wrong still, after that many milliseconds
 */
export async function untilHealed(fault: string, expected: Expectations, limitMs = 120_000): Promise<void> {
  // Not the clock of the process: a suite may have moved it.
  const began = performance.now();
  for (let goodSince: number | null = null; ; await sleep(LOOK_EVERY_MS)) {
    const wrong = await whatIsWrong(expected);
    const now = performance.now();
    if (wrong.length === 0 && goodSince !== null && now - goodSince > 2_000) {
      process.stderr.write(`healed: ${fault} in ${((goodSince - began) / 1_000).toFixed(1)} s\n`);
      return;
    }
    goodSince = wrong.length === 0 ? (goodSince ?? now) : null;
    if (now - began > limitMs) throw new Error(`not healed: ${fault}\n${wrong.join('\n')}`);
  }
}

/** Each thing that is not as it must be, in words. */
export async function whatIsWrong(expected: Expectations): Promise<string[]> {
  const { app, seats, softphones = [] } = expected;
  const sessions = await app.store.activeSessions();
  const held = new Set(softphones);
  const wrong: string[] = [...(await brokenPromises(app))];
  for (const { mac, phone } of seats) {
    const session = sessions.find((candidate) => candidate.mac === mac);
    const registered = phone.registered().join();
    const keys = phone.keys().map(({ label }) => label);
    const accounts = phone.accounts().filter(({ enabled }) => enabled);
    if (session && session.state !== 'verified') wrong.push(`${mac}: its session is ${session.state}`);
    if (registered !== (session?.endpoint ?? ''))
      wrong.push(`${mac}: is registered as ${registered || 'nobody'}, not ${session?.endpoint ?? 'nobody'}`);
    if (accounts.map(({ user }) => user).join() !== (session?.endpoint ?? ''))
      wrong.push(`${mac}: has not the account of ${session?.endpoint ?? 'nobody'}`);
    if (!session && keys.join() !== 'Login Int,Login Extl') wrong.push(`${mac}: shows ${keys.join()}`);
  }
  for (const { state, endpoint, contactUri } of sessions)
    if (state === 'verified') held.add(`${endpoint}/${contactUri}`);
  const contacts = await allContacts(app);
  for (const contact of contacts) if (!held.has(contact)) wrong.push(`${contact}: a contact too many`);
  for (const contact of held) if (!contacts.has(contact)) wrong.push(`${contact}: is no contact of Asterisk`);
  return wrong;
}

/** What must hold at every moment, and that nothing is left to do. */
async function brokenPromises({ db }: Expectations['app']): Promise<string[]> {
  const wrong: string[] = [];
  for (const column of ['mac', 'extension']) {
    const rows: Record<string, unknown>[] = await db('hotdesk_sessions')
      .whereNot('state', 'ended')
      .select(column)
      .groupBy(column)
      .havingRaw('COUNT(*) > 1');
    for (const row of rows) wrong.push(`${row[column]}: more than one session`);
  }
  const jobs = await db('hotdesk_jobs').select('mac', 'kind', 'attempts', 'last_error');
  for (const { mac, kind, attempts, last_error: why } of jobs)
    wrong.push(`${mac}: ${kind} is still to be done (${attempts} attempts, ${why ?? 'no error'})`);
  const unaudited = await db('hotdesk_sessions')
    .whereNot('state', 'ended')
    .whereNotExists(
      db('hotdesk_audit')
        .where('action', 'login')
        .whereRaw("details LIKE CONCAT('%', hotdesk_sessions.id, '%')"),
    )
    .select('id');
  for (const { id } of unaudited) wrong.push(`${id}: a session without an audit entry`);
  return wrong;
}

async function allContacts({ asterisk }: Pick<LabApp, 'asterisk'>): Promise<Set<string>> {
  const shown = await asterisk.cli('pjsip show contacts');
  const lines = [...shown.matchAll(/Contact:\s+(\S+?)\/(sips?:\S+)/g)];
  return new Set(lines.map(([, aor, uri]) => `${aor}/${uri}`));
}

/** Pulls the cable of each phone and puts it in again: whoever could boot before the fault must be able to. */
export async function untilAllBoot(fault: string, expected: Expectations): Promise<void> {
  for (const { phone } of expected.seats) {
    const before = phone.fetches.length;
    await phone.powerOff();
    await phone.boot();
    const statuses = phone.fetches.slice(before).map(({ status }) => status);
    expect(statuses).toContain(200);
  }
  await untilHealed(`${fault}, and every phone restarted`, expected);
}
