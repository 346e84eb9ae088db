import type { Knex } from 'knex';
import type { DeskTransaction, SessionChange } from '../desk/ports/store';
import type { DeskSettings } from '../desk/settings';
import { type AttemptRow, toAttemptCounter } from './attempts';
import { appendAudit } from './audit';
import { storeCensus } from './census';
import { lockHotdeskPin, storeHotdeskPin } from './hotdesk-pins';
import type { JobTimes } from './job-times';
import { fromJob, inQueue, type JobRow, queueOf, toPendingJob } from './jobs';
import { fromSession, type PhoneRow, type SessionRow, toPhone, toSession } from './rows';
import { readSettings } from './settings';

/** The desk's view of one transaction. Reads lock their rows until it ends. */
export function deskTransaction(
  trx: Knex.Transaction,
  defaults: DeskSettings | undefined,
  times: JobTimes,
): DeskTransaction {
  const sessions = () => trx<SessionRow>('hotdesk_sessions');
  const jobs = () => trx<JobRow>('hotdesk_jobs');
  return {
    async phone(mac) {
      const row = await trx<PhoneRow>('hotdesk_phones').where({ mac }).forUpdate().first();
      return row ? toPhone(row) : null;
    },
    async activeSessionAt(mac) {
      const row = await sessions().where({ active_mac: mac }).forUpdate().first();
      return row ? toSession(row) : null;
    },
    async activeSessionsOf(extension) {
      return (await sessions().where({ active_extension: extension }).forUpdate()).map(toSession);
    },
    async session(id) {
      const row = await sessions().where({ id }).forUpdate().first();
      return row ? toSession(row) : null;
    },
    async beginSession(session) {
      await sessions().insert(fromSession(session));
    },
    async updateSession(id, change) {
      const changed = await sessions().where({ id }).whereNotNull('active_mac').update(toColumns(change));
      return changed > 0;
    },
    async endSession(id, reason, at) {
      const changed = await sessions().where({ id }).whereNotNull('active_mac').update({
        state: 'ended',
        end_reason: reason,
        ended_at: at,
        active_mac: null,
        active_extension: null,
      });
      return changed > 0;
    },
    async recordLateFetch(id, at) {
      await sessions()
        .where({ id, state: 'ended' })
        .whereNull('provisioned_at')
        .update({ provisioned_at: at });
    },
    async addJob(mac, job, at) {
      const dueAt = times(at);
      await jobs()
        .where({ mac, attempts: 0 })
        .modify(inQueue, queueOf(job))
        .where('due_at', '>', dueAt)
        .update({ due_at: dueAt, first_due_at: dueAt });
      await jobs().insert(fromJob(mac, job, dueAt));
    },
    async pendingJobs(sessionId) {
      return (await jobs().where({ session_id: sessionId }).modify(inQueue, 'phones')).map(toPendingJob);
    },
    async removeJob(id) {
      return (await jobs().where({ id }).delete()) > 0;
    },
    async hasPendingJobsAt(mac) {
      return (await jobs().where({ mac }).modify(inQueue, 'phones').first('id')) !== undefined;
    },
    settings: () => readSettings(trx, defaults),
    async attempts(subjects) {
      // Always in the same order, so that concurrent logins cannot deadlock.
      const rows = await trx<AttemptRow>('hotdesk_attempts')
        .whereIn('subject', [...subjects])
        .orderBy('subject')
        .forUpdate();
      return new Map(rows.map((row) => [row.subject, toAttemptCounter(row)]));
    },
    async addAttemptCounters(subjects) {
      // In the same order, too. For missing rows only: an insert that meets an existing row takes a shared lock on it, and
      // two of those deadlock.
      const inserts = [...subjects].sort().map((subject) => ({ subject, failures: 0, last_at: 0 }));
      await trx('hotdesk_attempts').insert(inserts).onConflict('subject').ignore();
    },
    async countAttempt({ subject, failures, lastAt }) {
      await trx('hotdesk_attempts').where({ subject }).update({ failures, last_at: lastAt });
    },
    async forgiveAttempt(subjects) {
      await trx('hotdesk_attempts')
        .whereIn('subject', [...subjects])
        .where('failures', '>', 0)
        .decrement('failures', 1);
    },
    hotdeskPin: (extension) => lockHotdeskPin(trx, extension),
    setHotdeskPin: (pin) => storeHotdeskPin(trx, pin),
    setCensus: (census) => storeCensus(trx, census),
    addAudit: (entry) => appendAudit(trx, entry),
  };
}

function toColumns(change: SessionChange): Partial<SessionRow> {
  const columns: Partial<SessionRow> = {};
  for (const [name, value] of Object.entries(change)) {
    if (value !== undefined) Object.assign(columns, { [COLUMNS[name as keyof SessionChange]]: value });
  }
  return columns;
}

const COLUMNS: Readonly<Record<keyof SessionChange, keyof SessionRow>> = {
  endpoint: 'endpoint',
  technology: 'technology',
  state: 'state',
  provisionedAt: 'provisioned_at',
  verifiedAt: 'verified_at',
  phoneAddress: 'phone_address',
  contactUri: 'contact_uri',
  contactAddress: 'contact_address',
  contactLostAt: 'contact_lost_at',
  loginAddress: 'login_address',
  notifiedAt: 'notified_at',
  escalationLevel: 'escalation_level',
  unverifiedAt: 'unverified_at',
  deliveredHash: 'delivered_hash',
  notifiedHash: 'notified_hash',
};
