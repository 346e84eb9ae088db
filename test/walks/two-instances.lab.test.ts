import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { callAdminApi } from '../lab/admin-api';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { buildService, type ChildService } from '../trust/child-service';
import { type Children, createChildren, requestAs } from './child-support';
import { labels, logInAt, sessionOf } from './support';

let app: LabApp;
let children: Children;
let leader: ChildService;
let other: ChildService;
beforeAll(async () => {
  buildService();
  app = await openLabApp();
  await app.service.stop();
  await recordJobs();
  await app.asterisk.cli('pjsip set logger on');
  children = createChildren(app);
  const first = await children.start('first');
  const second = await children.start('second');
  leader = await leaderOf(first, second);
  other = leader === first ? second : first;
}, 180_000);
afterAll(async () => {
  await children?.close();
  await app?.close();
}, 60_000);

/** A trigger in the database records every job, because the worker deletes jobs when they are done. */
async function recordJobs(): Promise<void> {
  await app.db.raw('CREATE TABLE lab_jobs (mac VARCHAR(12) NOT NULL, kind VARCHAR(32) NOT NULL)');
  await app.db.raw(
    'CREATE TRIGGER lab_record_job AFTER INSERT ON hotdesk_jobs FOR EACH ROW INSERT INTO lab_jobs VALUES (NEW.mac, NEW.kind)',
  );
}

async function notifyJobsOf(mac: string): Promise<number> {
  return (await app.db('lab_jobs').where({ mac, kind: 'notify-phone' })).length;
}

/** The number of check-sync NOTIFYs that Asterisk sent to a phone, without retransmissions. */
function notifiesSentTo(address: string): number {
  const log = readFileSync(path.join(path.dirname(app.asterisk.etcDir), 'log', 'full'), 'utf8');
  const sent = log.split(/(?=<--- Transmitting SIP request )/).filter((text) => {
    const isNotify = /^<--- Transmitting SIP request .*\n?NOTIFY /s.test(text.slice(0, 300));
    return isNotify && text.includes(`UDP:${address}:`) && /^Event: check-sync/im.test(text);
  });
  return new Set(sent.map((text) => /^Call-ID: (.*)$/im.exec(text)?.[1])).size;
}

/**
 * Each job is one NOTIFY: two leaders never do the same one. A job whose attempt failed, which the log says, may be repeated, because
 * Asterisk may have sent the NOTIFY all the same.
 */
async function expectOneNotifyEach(address: string, mac: string): Promise<void> {
  const isFailure = (line: string) => /"event":"job\.(failed|not-finished)"/.test(line) && line.includes(mac);
  const failures = children.services().flatMap(({ stdout }) => stdout.filter(isFailure));
  const repeated = notifiesSentTo(address) - (await notifyJobsOf(mac));
  expect(repeated).toBeGreaterThanOrEqual(0);
  expect(repeated).toBeLessThanOrEqual(failures.length);
}

async function leaderOf(...instances: ChildService[]): Promise<ChildService> {
  return eventually(async () => {
    const lease = await app.db('hotdesk_leases').where({ name: 'leader' }).first('holder');
    return instances.find(({ stdout }) =>
      stdout.some(
        (line) => line.includes('"event":"leader.elected"') && line.includes(String(lease?.holder)),
      ),
    );
  }, 20_000);
}

/** Waits until this instance is the leader, and writes how long it took. */
async function waitUntilLeader(instance: ChildService, since: number, what: string): Promise<void> {
  await eventually(async () => (await leaderOf(leader, other)) === instance, 10_000);
  process.stderr.write(`${what}: the other instance took over after ${Date.now() - since} ms\n`);
}

async function waitForJobs(): Promise<void> {
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined, 30_000);
}

const isLoggedOut = (phone: SimulatedPhone) => labels(phone).join() === 'Login Int,Login Extl';

async function waitUntilVerified(phone: SimulatedPhone, extension: string): Promise<void> {
  await eventually(async () => (await sessionOf(app, extension))?.state === 'verified', 30_000);
  await eventually(() => phone.registered().includes(extension), 20_000);
}

test('a phone logs in through one instance and out through the other, and each job is one NOTIFY', async () => {
  const mac = '005058000b01';
  const phone = children.phone(other.phonesPort, mac, testAddress(90, 1));
  await phone.boot();
  await logInAt(app, phone, '1001', '4711');
  await waitForJobs();
  const appUrl = phone.keys().find(({ opens }) => opens !== null)?.opens ?? '';
  const atLeader = new URL(`${appUrl}/logout`);
  atLeader.port = String(leader.phonesPort);
  expect((await requestAs(testAddress(90, 1), atLeader.href)).status).toBe(200);
  await eventually(() => isLoggedOut(phone), 20_000);
  await waitForJobs();
  expect(await sessionOf(app, '1001')).toBeNull();
  expect(await notifyJobsOf(mac)).toBeGreaterThan(0);
  await expectOneNotifyEach(testAddress(90, 1), mac);
  await phone.powerOff();
}, 120_000);

test('when the leader is killed, the other instance does its jobs', async () => {
  const mac = '005058000b02';
  const phone = children.phone(other.phonesPort, mac, testAddress(90, 2));
  await phone.boot();
  await logInAt(app, phone, '1002', '4712');
  await waitForJobs();
  const killedAt = Date.now();
  process.kill(leader.pid, 'SIGKILL');
  expect((await callAdminApi(other, 'POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
  await waitUntilLeader(other, killedAt, 'SIGKILL');
  await eventually(() => isLoggedOut(phone), 20_000);
  await waitForJobs();
  await expectOneNotifyEach(testAddress(90, 2), mac);
  await phone.powerOff();
  leader = other;
  other = await children.start('third');
}, 120_000);

test('when the leader is frozen, the other instance takes over, and no job is done twice after it resumes', async () => {
  const mac = '005058000b03';
  const phone = children.phone(other.phonesPort, mac, testAddress(90, 3));
  await phone.boot();
  await logInAt(app, phone, '1004', '9004');
  await waitForJobs();
  const frozen = leader;
  const frozenAt = Date.now();
  process.kill(frozen.pid, 'SIGSTOP');
  try {
    expect((await callAdminApi(other, 'POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
    await waitUntilLeader(other, frozenAt, 'SIGSTOP');
    await eventually(() => isLoggedOut(phone), 20_000);
  } finally {
    process.kill(frozen.pid, 'SIGCONT');
  }
  const hasLostLeadership = () => frozen.stdout.some((line) => line.includes('"event":"leader.lost"'));
  await eventually(hasLostLeadership, 20_000);
  const login = { extension: '1004', via: 'internal', trust: { address: testAddress(90, 3) } };
  expect((await callAdminApi(frozen, 'POST', `/api/v1/phones/${mac}/login`, login)).status).toBe(200);
  await waitUntilVerified(phone, '1004');
  await waitForJobs();
  expect(await leaderOf(leader, other)).toBe(other);
  await expectOneNotifyEach(testAddress(90, 3), mac);
  expect(frozen.stdout.filter((line) => line.includes('"event":"leader.elected"'))).toHaveLength(1);
}, 120_000);
