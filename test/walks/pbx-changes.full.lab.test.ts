import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, sessionOf } from './support';

const ALICES_MAC = '005058000a01';
const BOBS_MAC = '005058000a02';

/** Log events of a job that is done again. */
const REPEATS: ReadonlySet<unknown> = new Set(['job.failed', 'job.not-finished']);
const logged: Record<string, unknown>[] = [];
const record = (fields: object): void => void logged.push({ ...fields });

/** Reads a new config while it runs. */
let alice: SimulatedPhone;
/** Restarts for a new config. */
let bob: SimulatedPhone;
let app: LabApp;
beforeAll(async () => {
  app = await openLabApp({ log: { debug: record, info: record, warn: record, error: record } });
  alice = app.phone('sangoma', 's500', ALICES_MAC, testAddress(80, 1));
  bob = app.phone('sangoma', 's400', BOBS_MAC, testAddress(80, 2));
  await alice.boot();
  await bob.boot();
  await logInAt(app, alice, '1001', '4711');
  await logInAt(app, bob, '1002', '4712');
  await settled();
}, 120_000);
afterAll(() => app?.close(), 30_000);

/** What a change has caused at one phone. */
interface Caused {
  readonly notifies: number;
  readonly restarts: number;
  readonly ended: number;
}

const NOTHING: Caused = { notifies: 0, restarts: 0, ended: 0 };
const READS: Caused = { notifies: 1, restarts: 0, ended: 0 };
const RESTARTS: Caused = { notifies: 1, restarts: 1, ended: 0 };

/** Everything that was decided is done, and both phones have what they should have. */
async function settled(): Promise<void> {
  await app.rest('POST', '/api/v1/reconcile', {});
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined, 30_000);
  await eventually(async () => {
    for (const [phone, extension] of [[alice, '1001'] as const, [bob, '1002'] as const]) {
      const session = await sessionOf(app, extension);
      const isLoggedOut =
        phone.isOn && phone.registered().length === 0 && labels(phone).includes('Login Int');
      if (!session && isLoggedOut) continue;
      if (!session) return false;
      const isRight = session.state === 'verified' && phone.registered().includes(extension);
      const isCurrent = session.notifiedHash === null || session.notifiedHash === session.deliveredHash;
      if (!isRight || !isCurrent) return false;
    }
    return true;
  }, 60_000);
}

/** `repeated`: jobs that the service reports as done again, in its log or its audit. */
async function countersOf(
  phone: SimulatedPhone,
  mac: string,
  extension: string,
): Promise<Caused & { readonly repeated: number }> {
  const ended = await app.db('hotdesk_sessions').where({ extension }).whereNotNull('ended_at');
  const inAudit = await app
    .db('hotdesk_audit')
    .where({ mac })
    .whereIn('action', ['notified-again', 'stale-registration-evicted', 'registration-restored']);
  const inLog = logged.filter(
    ({ event, job, mac: at }) => at === mac && job === 'notify-phone' && REPEATS.has(event),
  );
  return {
    notifies: phone.notifies.length,
    restarts: phone.reboots,
    ended: ended.length,
    repeated: inAudit.length + inLog.length,
  };
}

/**
 * Jobs are done at least once: on a busy machine AMI may answer too late, or a phone read its config too late, and then the
 * service notifies it again and says so (test/desk/outbox/worker.test.ts). Such a NOTIFY is left out here; one of which the
 * service says nothing is a fault, and is counted.
 */
function less(now: Awaited<ReturnType<typeof countersOf>>, before: typeof now): Caused {
  const sent = now.notifies - before.notifies;
  return {
    notifies: Math.max(Math.min(sent, 1), sent - (now.repeated - before.repeated)),
    restarts: now.restarts - before.restarts,
    ended: now.ended - before.ended,
  };
}

/** Stages a change, and says what it caused at the two phones. */
async function causedBy(change: () => Promise<unknown>): Promise<{ alice: Caused; bob: Caused }> {
  const before = {
    alice: await countersOf(alice, ALICES_MAC, '1001'),
    bob: await countersOf(bob, BOBS_MAC, '1002'),
  };
  await change();
  await settled();
  // Whatever else it might cause would come now.
  await settled();
  const caused = {
    alice: less(await countersOf(alice, ALICES_MAC, '1001'), before.alice),
    bob: less(await countersOf(bob, BOBS_MAC, '1002'), before.bob),
  };
  process.stderr.write(`caused by "${expect.getState().currentTestName}": ${JSON.stringify(caused)}\n`);
  return caused;
}

const post = async (at: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await app.rest('POST', at, body);
  expect([at, answer.status]).toEqual([at, 201]);
  return answer.body;
};

test('nothing: no phone is told', async () => {
  expect(await causedBy(async () => undefined)).toEqual({ alice: NOTHING, bob: NOTHING });
}, 90_000);

test('a new voicemail PIN', async () => {
  const caused = await causedBy(async () => {
    const file = path.join(app.asterisk.etcDir, 'voicemail.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replace('1001=4711,', '1001=835279,'));
  });
  expect(caused).toEqual({ alice: NOTHING, bob: NOTHING });
}, 90_000);

test('another name', async () => {
  const caused = await causedBy(() =>
    app.db('users').where({ extension: '1001' }).update({ name: 'Alice Archer' }),
  );
  expect(caused).toEqual({ alice: READS, bob: NOTHING });
}, 90_000);

test('a new SIP secret', async () => {
  const old = await app.db('sip').where({ id: '1001', keyword: 'secret' }).first('data');
  const caused = await causedBy(async () => {
    await app.db('sip').where({ id: '1001', keyword: 'secret' }).update({ data: 'another-secret-of-alice' });
    for (const name of readdirSync(app.asterisk.etcDir)) {
      const file = path.join(app.asterisk.etcDir, name);
      if (!name.endsWith('.conf')) continue;
      const text = readFileSync(file, 'utf8');
      if (text.includes(old.data)) writeFileSync(file, text.replaceAll(old.data, 'another-secret-of-alice'));
    }
    await app.asterisk.cli('module reload res_pjsip.so');
  });
  expect(caused).toEqual({ alice: READS, bob: NOTHING });
  expect(await contactsOf(app, '1001')).toHaveLength(1);
}, 90_000);

test('a template of another brand, and a mapping of somebody else', async () => {
  const caused = await causedBy(async () => {
    const settings = { language: 'de' };
    await post('/api/v1/templates', { brand: 'yealink', name: 'a', isDefault: true, settings });
    const { id } = await post('/api/v1/templates', { brand: 'sangoma', name: 'b', settings });
    await post('/api/v1/mappings', { extension: '1003', brand: 'sangoma', templateId: id });
  });
  expect(caused).toEqual({ alice: NOTHING, bob: NOTHING });
}, 90_000);

let templateId: unknown;
test('a default template of their brand', async () => {
  const caused = await causedBy(async () => {
    const keys = [{ kind: 'speed-dial', value: '1009', label: 'Nine' }];
    const made = await post('/api/v1/templates', { brand: 'sangoma', name: 'c', isDefault: true, keys });
    templateId = made.id;
  });
  expect(caused).toEqual({ alice: READS, bob: RESTARTS });
  expect(labels(alice)).toContain('Nine');
}, 200_000);

test('its name, which no phone sees', async () => {
  const caused = await causedBy(() =>
    app.rest('PATCH', `/api/v1/templates/${templateId}`, { name: 'another name' }),
  );
  expect(caused).toEqual({ alice: NOTHING, bob: NOTHING });
}, 90_000);

test('a mapping of one of them', async () => {
  const caused = await causedBy(async () => {
    const keys = [{ kind: 'speed-dial', value: '1008', label: 'Eight' }];
    const { id } = await post('/api/v1/templates', { brand: 'sangoma', name: 'd', keys });
    await post('/api/v1/mappings', { extension: '1001', brand: 'sangoma', templateId: id });
  });
  expect(caused).toEqual({ alice: READS, bob: NOTHING });
  expect(labels(alice)).toContain('Eight');
}, 90_000);

test('a setting that no config holds', async () => {
  const caused = await causedBy(() => app.rest('PATCH', '/api/v1/settings', { hotdeskPins: true }));
  expect(caused).toEqual({ alice: NOTHING, bob: NOTHING });
}, 90_000);

test('the extension is gone for a moment, as when FreePBX writes it anew', async () => {
  const caused = await causedBy(async () => {
    const [row] = await app.db('users').where({ extension: '1001' });
    await app.db('users').where({ extension: '1001' }).delete();
    await app.rest('POST', '/api/v1/reconcile', {});
    await app.db('users').insert(row);
  });
  expect(caused).toEqual({ alice: NOTHING, bob: NOTHING });
}, 90_000);

test('the phone is deleted', async () => {
  const caused = await causedBy(async () => {
    await app.rest('DELETE', `/api/v1/phones/${BOBS_MAC}`);
    await eventually(async () => (await sessionOf(app, '1002')) === null, 30_000);
  });
  expect(caused).toEqual({ alice: NOTHING, bob: { notifies: 1, restarts: 1, ended: 1 } });
  await eventually(() => bob.registered().length === 0 && labels(bob).includes('Login Int'), 60_000);
  expect(await contactsOf(app, '1002')).toEqual([]);
}, 200_000);

test('the extension is deleted', async () => {
  const caused = await causedBy(async () => {
    for (const [table, column] of [
      ['users', 'extension'],
      ['devices', 'id'],
      ['sip', 'id'],
    ] as const)
      await app
        .db(table)
        .where({ [column]: '1001' })
        .delete();
    await eventually(async () => (await sessionOf(app, '1001')) === null, 60_000);
  });
  expect(caused).toEqual({ alice: { notifies: 1, restarts: 0, ended: 1 }, bob: NOTHING });
  await eventually(() => alice.registered().length === 0 && labels(alice).includes('Login Int'), 30_000);
  const [row] = await app.db('hotdesk_sessions').where({ extension: '1001' });
  expect(row.end_reason).toBe('extension-deleted');
}, 120_000);
