import type { Knex } from 'knex';
import type { SessionRow } from '../../src/store/rows';

/**
 * Every contradiction in our tables, as text, while no job runs: each session has its audit entries and jobs, and nothing
 * belongs to a session that does not exist.
 */
export async function findContradictions(db: Knex): Promise<string[]> {
  const sessions = await db<SessionRow>('hotdesk_sessions').select('*');
  const audit: { action: string; details: string }[] = await db('hotdesk_audit').select('action', 'details');
  const jobs: { kind: string; session_id: string; mac: string }[] = await db('hotdesk_jobs').select(
    'kind',
    'session_id',
    'mac',
  );
  const ids = new Set(sessions.map(({ id }) => id));
  const audited = (action: string, id: string) =>
    audit.filter((entry) => entry.action === action && entry.details.includes(id)).length;
  const enqueued = (kind: string, id: string) =>
    jobs.filter((job) => job.kind === kind && job.session_id === id).length;
  const problems: string[] = [];
  for (const { kind, session_id } of jobs)
    if (!ids.has(session_id)) problems.push(`the job ${kind} belongs to no session`);
  for (const { action, details } of audit) {
    const { session } = JSON.parse(details);
    if (session !== undefined && !ids.has(session))
      problems.push(`the entry ${action} belongs to no session`);
  }
  for (const session of sessions) {
    const name = `the ${session.state} session of ${session.extension} at ${session.mac}`;
    const isActive = session.state !== 'ended';
    const [mac, extension] = isActive ? [session.mac, session.extension] : [null, null];
    if (session.active_mac !== mac || session.active_extension !== extension)
      problems.push(`${name} is active for ${session.active_mac} and ${session.active_extension}`);
    if (isActive !== (session.ended_at === null) || isActive !== (session.end_reason === null))
      problems.push(`${name} ended at ${session.ended_at}, ${session.end_reason}`);
    if (session.state === 'provisioned' && (!session.provisioned_at || !session.delivered_hash))
      problems.push(`${name} has no time or no hash of its fetch`);
    if (session.provisioned_at !== null && audited('account-fetched', session.id) === 0)
      problems.push(`no fetch of ${name} is audited`);
    if (audited('login', session.id) !== 1) problems.push(`${name} is audited not once`);
    if (audited('logout', session.id) !== (isActive ? 0 : 1))
      problems.push(`the end of ${name} is audited wrongly`);
    if (enqueued('end-registration', session.id) !== (isActive ? 0 : 1))
      problems.push(`${name} has not the right jobs for its registration`);
    // Where it replaced another one, the job of that one notifies the phone.
    const replaced = sessions.filter((one) => one.mac === session.mac && one.end_reason === 'replaced');
    if (![session, ...replaced].some(({ id }) => enqueued('notify-phone', id) > 0))
      problems.push(`${name} notifies no phone`);
  }
  for (const { mac } of sessions)
    if (sessions.filter((one) => one.active_mac === mac).length > 1) problems.push(`${mac}: two sessions`);
  return problems;
}

/** Which extension is logged in at each phone. */
export async function whoIsLoggedIn(db: Knex): Promise<Readonly<Record<string, string>>> {
  const rows = await db<SessionRow>('hotdesk_sessions').whereNot('state', 'ended').select('mac', 'extension');
  return Object.fromEntries(rows.map(({ mac, extension }) => [mac, extension]).sort());
}

/** Removes everything that users have caused. */
export async function clearDesk(db: Knex): Promise<void> {
  for (const table of ['sessions', 'jobs', 'audit', 'attempts']) await db(`hotdesk_${table}`).delete();
}
