import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { buildService, type ChildService } from '../trust/child-service';
import { askAs, type Children, createChildren, restAt } from './child-support';
import { labels, logInAt, sessionOf } from './support';

let testApp: LabApp;
let children: Children;
let leader: ChildService;
let other: ChildService;
beforeAll(async () => {
  buildService();
  testApp = await openLabApp();
  await testApp.service.stop();
  await countDecisions();
  await testApp.asterisk.cli('pjsip set logger on');
  children = createChildren(testApp);
  const first = await children.start('first');
  const second = await children.start('second');
  leader = await leaderOf(first, second);
  other = leader === first ? second : first;
}, 180_000);
afterAll(async () => {
  await children?.close();
  await testApp?.close();
}, 60_000);

/** The database itself counts what the transactions decide: rows of the table of jobs go when they are done. */
async function countDecisions(): Promise<void> {
  await testApp.db.raw('CREATE TABLE lab_decided (mac VARCHAR(12) NOT NULL, kind VARCHAR(32) NOT NULL)');
  await testApp.db.raw(
    'CREATE TRIGGER lab_decide AFTER INSERT ON hotdesk_jobs FOR EACH ROW INSERT INTO lab_decided VALUES (NEW.mac, NEW.kind)',
  );
}

async function decidedFor(mac: string): Promise<number> {
  return (await testApp.db('lab_decided').where({ mac, kind: 'notify-phone' })).length;
}

/** The NOTIFYs that Asterisk sent to a phone to make it read its config: each once, however often it is sent again. */
function sentTo(address: string): number {
  const log = readFileSync(path.join(path.dirname(testApp.asterisk.etcDir), 'log', 'full'), 'utf8');
  const sent = log.split(/(?=<--- Transmitting SIP request )/).filter((text) => {
    const isNotify = /^<--- Transmitting SIP request .*\n?NOTIFY /s.test(text.slice(0, 300));
    return isNotify && text.includes(`UDP:${address}:`) && /^Event: check-sync/im.test(text);
  });
  return new Set(sent.map((text) => /^Call-ID: (.*)$/im.exec(text)?.[1])).size;
}

async function leaderOf(...instances: ChildService[]): Promise<ChildService> {
  return eventually(async () => {
    const lease = await testApp.db('hotdesk_leases').where({ name: 'leader' }).first('holder');
    return instances.find(({ stdout }) =>
      stdout.some(
        (line) => line.includes('"event":"leader.elected"') && line.includes(String(lease?.holder)),
      ),
    );
  }, 20_000);
}

/** Waits until this instance is the leader, and logs how long that took. */
async function untilLeads(instance: ChildService, since: number, what: string): Promise<void> {
  await eventually(async () => (await leaderOf(leader, other)) === instance, 10_000);
  process.stderr.write(`${what}: the other one took over after ${Date.now() - since} ms\n`);
}

async function allDone(): Promise<void> {
  await eventually(async () => (await testApp.db('hotdesk_jobs').first('id')) === undefined, 30_000);
}

const isLoggedOut = (phone: SimulatedPhone) => labels(phone).join() === 'Login Int,Login Extl';

async function untilVerified(phone: SimulatedPhone, extension: string): Promise<void> {
  await eventually(async () => (await sessionOf(testApp, extension))?.state === 'verified', 30_000);
  await eventually(() => phone.registered().includes(extension), 20_000);
}

test('a phone logs in through one and out through the other, and each decision is one NOTIFY', async () => {
  const mac = '005058000b01';
  const phone = children.phone(other.phonesPort, mac, testAddress(90, 1));
  await phone.boot();
  await logInAt(testApp, phone, '1001', '4711');
  await allDone();
  const app = phone.keys().find(({ opens }) => opens !== null)?.opens ?? '';
  const atLeader = new URL(`${app}/logout`);
  atLeader.port = String(leader.phonesPort);
  expect((await askAs(testAddress(90, 1), atLeader.href)).status).toBe(200);
  await eventually(() => isLoggedOut(phone), 20_000);
  await allDone();
  expect(await sessionOf(testApp, '1001')).toBeNull();
  expect(await decidedFor(mac)).toBeGreaterThan(0);
  expect(sentTo(testAddress(90, 1))).toBe(await decidedFor(mac));
  await phone.powerOff();
}, 120_000);

test('the leader is killed: the other one does what was decided', async () => {
  const mac = '005058000b02';
  const phone = children.phone(other.phonesPort, mac, testAddress(90, 2));
  await phone.boot();
  await logInAt(testApp, phone, '1002', '4712');
  await allDone();
  const killedAt = Date.now();
  process.kill(leader.pid, 'SIGKILL');
  expect((await restAt(other, 'POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
  await untilLeads(other, killedAt, 'SIGKILL');
  await eventually(() => isLoggedOut(phone), 20_000);
  await allDone();
  expect(sentTo(testAddress(90, 2))).toBe(await decidedFor(mac));
  await phone.powerOff();
  leader = other;
  other = await children.start('third');
}, 120_000);

test('the leader is frozen: the other one takes over, and after the thaw nothing is done twice', async () => {
  const mac = '005058000b03';
  const phone = children.phone(other.phonesPort, mac, testAddress(90, 3));
  await phone.boot();
  await logInAt(testApp, phone, '1004', '9004');
  await allDone();
  const frozen = leader;
  const frozenAt = Date.now();
  process.kill(frozen.pid, 'SIGSTOP');
  try {
    expect((await restAt(other, 'POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
    await untilLeads(other, frozenAt, 'SIGSTOP');
    await eventually(() => isLoggedOut(phone), 20_000);
  } finally {
    process.kill(frozen.pid, 'SIGCONT');
  }
  const isSure = () => frozen.stdout.some((line) => line.includes('"event":"leader.lost"'));
  await eventually(isSure, 20_000);
  const again = { extension: '1004', via: 'internal' };
  expect((await restAt(frozen, 'POST', `/api/v1/phones/${mac}/login`, again)).status).toBe(200);
  await untilVerified(phone, '1004');
  await allDone();
  expect(await leaderOf(leader, other)).toBe(other);
  expect(sentTo(testAddress(90, 3))).toBe(await decidedFor(mac));
  expect(frozen.stdout.filter((line) => line.includes('"event":"leader.elected"'))).toHaveLength(1);
}, 120_000);
