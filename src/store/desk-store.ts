import type { Knex } from 'knex';
import type { JobQueue } from '../desk/ports/outbox';
import type { DeskStore } from '../desk/ports/store';
import type { DeskSettings } from '../desk/settings';
import { type AttemptRow, toAttemptCounter } from './attempts';
import { readCensus } from './census';
import { deskTransaction } from './desk-transaction';
import { endedSessionAddresses } from './ended-session-addresses';
import { purgeExpired } from './expiry';
import { readHotdeskPin } from './hotdesk-pins';
import { type JobTimes, OWN_TIMES } from './job-times';
import { inQueue, type JobRow, toPendingJob } from './jobs';
import { recordLinkUse, recordPhone } from './phones';
import { createPinDraftTable } from './pin-drafts';
import { purgeAudit, purgeSessions } from './retention';
import {
  type MappingRow,
  type PhoneRow,
  type SessionRow,
  type TemplateRow,
  toMapping,
  toPhone,
  toSession,
  toTemplate,
} from './rows';
import { readSettings } from './settings';
import { inTransaction, repeatLostRaces } from './transaction';
import { unreadLogouts } from './unread-logouts';
import { countUnusedPhones, purgeUnusedPhones } from './unused-phones';

const MAX_JOB_DELAY_MS = 120_000;

/** The desk's view of our tables. `defaults` are the values of settings that are not stored. */
export function createDeskStore(db: Knex, defaults?: DeskSettings, times: JobTimes = OWN_TIMES): DeskStore {
  const sessions = () => db<SessionRow>('hotdesk_sessions');
  const jobs = () => db<JobRow>('hotdesk_jobs');
  return {
    transaction: (work) => inTransaction(db, (trx) => work(deskTransaction(trx, defaults, times))),
    settings: () => readSettings(db, defaults),
    census: () => readCensus(db),
    recordPhone: (seen) => recordPhone(db, seen),
    async phone(mac) {
      const row = await db<PhoneRow>('hotdesk_phones').where({ mac }).first();
      return row ? toPhone(row) : null;
    },
    async activeSessionAt(mac) {
      const row = await sessions().where({ active_mac: mac }).first();
      return row ? toSession(row) : null;
    },
    async activeSessionsOf(extension) {
      return (await sessions().where({ active_extension: extension })).map(toSession);
    },
    async activeSessions() {
      return (await sessions().whereNotNull('active_mac')).map(toSession);
    },
    async activeSessionOfEndpoint(endpoint) {
      const row = await sessions().where({ endpoint }).whereNotNull('active_mac').first();
      return row ? toSession(row) : null;
    },
    async session(id) {
      const row = await sessions().where({ id }).first();
      return row ? toSession(row) : null;
    },
    async lastSessionAt(mac) {
      const row = await latestFirst(sessions().where({ mac })).first();
      return row ? toSession(row) : null;
    },
    async lastVerifiedSessionAt(mac, { address, extension } = {}) {
      const verified = sessions().where({ mac }).whereNotNull('verified_at');
      if (address !== undefined) verified.where({ phone_address: address });
      if (extension !== undefined) verified.where({ extension });
      const row = await latestFirst(verified).first();
      return row ? toSession(row) : null;
    },
    hotdeskPin: (extension) => readHotdeskPin(db, extension),
    async attemptCounter(subject) {
      const row = await db<AttemptRow>('hotdesk_attempts').where({ subject }).first();
      return row ? toAttemptCounter(row) : null;
    },
    pinDrafts: createPinDraftTable(db),
    async lastSessionOfEndpoint(endpoint) {
      const row = await sessions()
        .where({ endpoint })
        .orderByRaw('case when active_mac is null then 1 else 0 end')
        .orderBy('ended_at', 'desc')
        .first();
      return row ? toSession(row) : null;
    },
    endedSessionAddresses: (endpoints, since) => endedSessionAddresses(db, endpoints, since),
    async lastEndedSession(endpoint, phoneAddress, since) {
      const row = await sessions()
        .where({ endpoint, phone_address: phoneAddress })
        .where('ended_at', '>=', since)
        .whereNotNull('provisioned_at')
        .orderBy('ended_at', 'desc')
        .first();
      return row ? toSession(row) : null;
    },
    unreadLogouts: (since) => unreadLogouts(db, since),
    async templatesOf(brand) {
      return (await db<TemplateRow>('hotdesk_templates').where({ brand }).orderBy('id')).map(toTemplate);
    },
    async mappingsOf(extension, brand) {
      return (await db<MappingRow>('hotdesk_mappings').where({ extension, brand }).orderBy('id')).map(
        toMapping,
      );
    },
    async sessionOfToken(tokenId) {
      const row = await sessions().where({ token_id: tokenId }).first();
      return row ? toSession(row) : null;
    },
    async isSeenByOther(address, mac) {
      const others = db<PhoneRow>('hotdesk_phones').where({ seen_address: address }).whereNot({ mac });
      return (await others.first('mac')) !== undefined;
    },
    async phoneOfLink(tokenId) {
      const row = await db<PhoneRow>('hotdesk_phones').where({ link_token_id: tokenId }).first();
      return row ? toPhone(row) : null;
    },
    recordLinkUse: (tokenId) => recordLinkUse(db, tokenId),
    purgeSessions: (endedBefore, limit) => purgeSessions(db, endedBefore, limit),
    purgeAudit: (before, limit) => purgeAudit(db, before, limit),
    purgeUnusedPhones: (which, limit) => purgeUnusedPhones(db, which, limit),
    countUnusedPhones: (which) => countUnusedPhones(db, which),
    purgeExpired: (now) => purgeExpired(db, now),
    async dueJobs(queue, now, limit) {
      // See isBeforeClockChange.
      const isDue = (either: Knex.QueryBuilder) =>
        either.where('due_at', '<=', times(now)).orWhere('due_at', '>', times(now + MAX_JOB_DELAY_MS));
      const rows = await runnableJobs(db, queue).where(isDue).orderBy('id').limit(limit);
      return rows.map(toPendingJob);
    },
    async nextJobDueAt(queue, now) {
      const storedNow = db.raw('? as ??', [times(now), 'now']);
      const row = await runnableJobs(db, queue).orderBy('due_at').first('due_at', storedNow);
      if (!row) return null;
      const dueAt = now + row.due_at - Number(row.now);
      return isBeforeClockChange(dueAt, now) ? now : dueAt;
    },
    async finishJob(id) {
      await repeatLostRaces(() => jobs().where({ id }).delete());
    },
    async postponeJob(id, dueAt, error) {
      await repeatLostRaces(() =>
        jobs()
          .where({ id })
          .update({ due_at: times(dueAt), last_error: error.slice(0, 500) })
          .increment('attempts', 1),
      );
    },
    async deferJob(id, dueAt) {
      await repeatLostRaces(() =>
        jobs()
          .where({ id })
          .update({ due_at: times(dueAt) }),
      );
    },
  };
}

/** An active session is the last one of its phone, even after the clock was set back. */
function latestFirst(sessions: Knex.QueryBuilder<SessionRow>) {
  return sessions
    .orderByRaw('case when active_mac is null then 1 else 0 end')
    .orderBy('requested_at', 'desc');
}

/**
 * Jobs that may run: the oldest untried one of each phone, and all that failed before. A failed job holds up no other:
 * a phone that cannot be notified must not thereby keep its registration.
 */
function runnableJobs(db: Knex, queue: JobQueue) {
  const untried = db('hotdesk_jobs').where({ attempts: 0 }).modify(inQueue, queue);
  return db<JobRow>('hotdesk_jobs')
    .modify(inQueue, queue)
    .where((either) => either.where('attempts', '>', 0).orWhereIn('id', untried.min('id').groupBy('mac')));
}

/** No job is delayed this long, so one that is due later was written before the clock was set back. */
function isBeforeClockChange(dueAt: number, now: number): boolean {
  return dueAt > now + MAX_JOB_DELAY_MS;
}
