import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type DeskEvent, REPAIRS, UNVERIFIED_REASONS } from '../../desk/events';
import { END_REASONS } from '../../desk/model';
import { CENSUS_PARTS, type CensusPart } from '../../desk/ports/census';
import type { Job, PhoneJob } from '../../desk/ports/outbox';
import { TURN_AWAY_REASONS, type TurnAwayReason } from '../../desk/provisioning/turn-away';
import { REFUSAL_CODES, type RefusalCode } from '../../desk/refusals';
import type { MetricCounts } from '../ports/store';

const LOGIN_CHANNELS = ['phone', 'rest'] as const;
const LOGOUT_RESULTS = ['ok', 'not-logged-in', 'unknown-phone'] as const satisfies LoginResult[];
const KEY_REFUSALS = ['no-key', 'wrong-key', 'insufficient-scope'] as const;

/** Where a login came from. */
export type LoginChannel = (typeof LOGIN_CHANNELS)[number];

/** Why a request to the admin API was refused. */
export type KeyRefusalReason = (typeof KEY_REFUSALS)[number];

/** `ok`, or why a login was refused. */
export type LoginResult = 'ok' | RefusalCode;

/** The metrics of one service. Each has its own registry, so two can run in one process. */
export interface HotdeskMetrics {
  readonly registry: Registry;
  countLogin(channel: LoginChannel, result: LoginResult): void;
  /** `result`: the kind of the decision. */
  countFetch(brand: string, result: string): void;
  countLogout(channel: LoginChannel, result: LoginResult): void;
  countTurnedAway(reason: TurnAwayReason): void;
  countRequest(operation: string, status: number): void;
  countKeyRefusal(reason: KeyRefusalReason): void;
  recordEvent(event: DeskEvent): void;
  /** An event stream opened (1) or closed (-1). */
  countStream(change: 1 | -1): void;
  /** Counts from the tables; null when the database did not answer. */
  recordCounts(counts: MetricCounts | null): void;
  recordAsterisk(isConnected: boolean): void;
  /** How many rows FreePBX has lost at once; null while it is complete. */
  recordLosses(missing: Readonly<Record<CensusPart, number>> | null): void;
  recordLeader(isLeader: boolean): void;
  /** Duration of a reconcile round, in milliseconds. */
  recordReconcile(milliseconds: number): void;
  /** Duration of a database statement, in milliseconds. */
  recordQuery(milliseconds: number): void;
  /** Duration of an AMI action, in milliseconds. */
  recordAmiRequest(milliseconds: number): void;
}

const STATES = ['requested', 'provisioned', 'verified'] as const;
const PHONE_JOB_KINDS = [
  'notify-phone',
  'restart-phone',
  'end-registration',
] as const satisfies PhoneJob['kind'][];
const JOB_KINDS = [...PHONE_JOB_KINDS, 'webhook'] as const satisfies Job['kind'][];
const SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];
const LATENCY_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];

/** `forProcess`: also collect the metrics of the Node process. */
export function createMetrics({ forProcess }: { readonly forProcess: boolean }): HotdeskMetrics {
  const registry = new Registry();
  const registers = [registry];
  const sessions = new Gauge({
    name: 'hotdesk_sessions',
    help: `Running sessions, by \`state\`: ${STATES.join(', ')}.`,
    labelNames: ['state'],
    registers,
  });
  const ended = new Counter({
    name: 'hotdesk_sessions_ended_total',
    help: `Ended sessions, by \`reason\`: ${END_REASONS.join(', ')}.`,
    labelNames: ['reason'],
    registers,
  });
  const verified = new Histogram({
    name: 'hotdesk_login_seconds',
    help: 'Time from login until the phone has fetched its config and registered.',
    buckets: SECONDS,
    registers,
  });
  const logins = new Counter({
    name: 'hotdesk_logins_total',
    help: `Logins, by \`channel\` (${LOGIN_CHANNELS.join(', ')}) and \`result\`: ok, or the code of the refusal.`,
    labelNames: ['channel', 'result'],
    registers,
  });
  const logouts = new Counter({
    name: 'hotdesk_logouts_total',
    help: `Logouts, by \`channel\` (${LOGIN_CHANNELS.join(', ')}) and \`result\`: ok, or the code of the refusal.`,
    labelNames: ['channel', 'result'],
    registers,
  });
  const unverified = new Counter({
    name: 'hotdesk_sessions_unverified_total',
    help: `Sessions whose phone did not take its account or lost it, by \`reason\`: ${UNVERIFIED_REASONS.join(', ')}.`,
    labelNames: ['reason'],
    registers,
  });
  const repairs = new Counter({
    name: 'hotdesk_session_repairs_total',
    help: `Repairs of sessions, by \`repair\`: ${REPAIRS.join(', ')}. A phone that does not answer is notified again.`,
    labelNames: ['repair'],
    registers,
  });
  const turnedAway = new Counter({
    name: 'hotdesk_phones_turned_away_total',
    help: `Requests for configs by phones that got none, by \`reason\`: ${TURN_AWAY_REASONS.join(', ')}.`,
    labelNames: ['reason'],
    registers,
  });
  const lockouts = new Counter({
    name: 'hotdesk_lockouts_total',
    help: 'Lockouts of extensions, phones or addresses after failed passwords or too many logins.',
    registers,
  });
  const fetches = new Counter({
    name: 'hotdesk_fetches_total',
    help: 'Config fetches by phones, by `brand` and `result`: logged-in, logged-out, withheld, absent.',
    labelNames: ['brand', 'result'],
    registers,
  });
  const phones = new Gauge({
    name: 'hotdesk_phones',
    help: 'Known phones, by `brand`.',
    labelNames: ['brand'],
    registers,
  });
  const jobs = new Gauge({
    name: 'hotdesk_jobs',
    help: `Jobs in the outbox, by \`kind\`: ${JOB_KINDS.join(', ')}.`,
    labelNames: ['kind'],
    registers,
  });
  const jobAges = new Gauge({
    name: 'hotdesk_job_oldest_age_seconds',
    help:
      'Time since the oldest job was first due, by `kind`; 0 when none is due. It grows while Asterisk or the webhook ' +
      'does not answer.',
    labelNames: ['kind'],
    registers,
  });
  const givenUp = new Counter({
    name: 'hotdesk_jobs_given_up_total',
    help: `Jobs that were given up because Asterisk refuses them for good, by \`kind\`: ${PHONE_JOB_KINDS.join(', ')}.`,
    labelNames: ['kind'],
    registers,
  });
  const database = new Gauge({
    name: 'hotdesk_database_up',
    help: '1 when the database answers, else 0; then the metrics from its tables are missing.',
    registers,
  });
  const asterisk = new Gauge({
    name: 'hotdesk_asterisk_connected',
    help: '1 while connected to Asterisk, else 0.',
    registers,
  });
  const complete = new Gauge({
    name: 'hotdesk_pbx_complete',
    help: '0 while FreePBX has lost many rows at once, and nobody can log in; else 1.',
    registers,
  });
  const losses = new Gauge({
    name: 'hotdesk_pbx_missing_rows',
    help: `Rows that an incomplete FreePBX has lost, by \`part\`: ${CENSUS_PARTS.join(', ')}.`,
    labelNames: ['part'],
    registers,
  });
  const requests = new Counter({
    name: 'hotdesk_rest_requests_total',
    help: 'Requests to the admin API, by `operation` (its id in the OpenAPI document) and `status`.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const keyRefusals = new Counter({
    name: 'hotdesk_key_refusals_total',
    help: `Requests to the admin API that were refused, by \`reason\`: ${KEY_REFUSALS.join(', ')}.`,
    labelNames: ['reason'],
    registers,
  });
  const streams = new Gauge({
    name: 'hotdesk_event_streams',
    help: 'Open event streams.',
    registers,
  });
  const leader = new Gauge({
    name: 'hotdesk_leader',
    help: '1 while this instance is the leader, which runs the jobs and watches contacts; else 0.',
    registers,
  });
  const reconcile = new Histogram({
    name: 'hotdesk_reconcile_seconds',
    help: 'Duration of a reconcile round on the leader: sessions compared with FreePBX and Asterisk.',
    buckets: LATENCY_SECONDS,
    registers,
  });
  const queries = new Histogram({
    name: 'hotdesk_database_query_seconds',
    help: 'Duration of database statements that succeeded.',
    buckets: LATENCY_SECONDS,
    registers,
  });
  const amiRequests = new Histogram({
    name: 'hotdesk_ami_request_seconds',
    help: 'Time from an AMI action to the answer of Asterisk (for a list: to its end), of those that it answered.',
    buckets: LATENCY_SECONDS,
    registers,
  });
  // A series that begins with its first event hides that event from rate() and increase().
  for (const reason of END_REASONS) ended.inc({ reason }, 0);
  for (const kind of PHONE_JOB_KINDS) givenUp.inc({ kind }, 0);
  for (const reason of KEY_REFUSALS) keyRefusals.inc({ reason }, 0);
  for (const reason of UNVERIFIED_REASONS) unverified.inc({ reason }, 0);
  for (const repair of REPAIRS) repairs.inc({ repair }, 0);
  for (const reason of TURN_AWAY_REASONS) turnedAway.inc({ reason }, 0);
  for (const channel of LOGIN_CHANNELS)
    for (const result of LOGOUT_RESULTS) logouts.inc({ channel, result }, 0);
  for (const channel of LOGIN_CHANNELS)
    for (const result of ['ok', ...REFUSAL_CODES]) logins.inc({ channel, result }, 0);
  if (forProcess) collectDefaultMetrics({ register: registry });
  return {
    registry,
    countLogin: (channel, result) => logins.inc({ channel, result }),
    countLogout: (channel, result) => logouts.inc({ channel, result }),
    countTurnedAway: (reason) => turnedAway.inc({ reason }),
    countFetch: (brand, result) => fetches.inc({ brand, result }),
    countRequest: (operation, status) => requests.inc({ operation, status: String(status) }),
    countKeyRefusal: (reason) => keyRefusals.inc({ reason }),
    countStream: (change) => streams.inc(change),
    recordLosses(missing) {
      complete.set(missing ? 0 : 1);
      for (const part of CENSUS_PARTS) losses.set({ part }, missing?.[part] ?? 0);
    },
    recordLeader: (isLeader) => leader.set(isLeader ? 1 : 0),
    recordReconcile: (milliseconds) => reconcile.observe(milliseconds / 1000),
    recordAmiRequest: (milliseconds) => amiRequests.observe(milliseconds / 1000),
    recordQuery: (milliseconds) => queries.observe(milliseconds / 1000),
    recordAsterisk: (isConnected) => asterisk.set(isConnected ? 1 : 0),
    recordEvent(event) {
      if (event.type === 'locked-out') lockouts.inc();
      if (event.type === 'job-given-up') givenUp.inc({ kind: event.job });
      if (event.type === 'session-ended') ended.inc({ reason: event.session.endReason ?? 'logout' });
      if (event.type === 'session-unverified') unverified.inc({ reason: event.reason });
      if (event.type === 'session-repaired') repairs.inc({ repair: event.repair });
      if (event.type === 'session-verified' && event.session.verifiedAt !== null)
        verified.observe((event.session.verifiedAt - event.session.requestedAt) / 1000);
    },
    recordCounts(counts) {
      database.set(counts ? 1 : 0);
      for (const gauge of [sessions, phones, jobs, jobAges]) gauge.reset();
      if (!counts) return;
      for (const state of STATES) sessions.set({ state }, counts.activeSessions[state] ?? 0);
      for (const [brand, number] of Object.entries(counts.phones)) phones.set({ brand }, number);
      for (const kind of JOB_KINDS) {
        const { number, oldestAge } = counts.jobs[kind] ?? { number: 0, oldestAge: 0 };
        jobs.set({ kind }, number);
        jobAges.set({ kind }, Math.max(0, oldestAge) / 1000);
      }
    },
  };
}
