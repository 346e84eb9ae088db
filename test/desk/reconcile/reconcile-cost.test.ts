import { randomUUID } from 'node:crypto';
import { parseMac } from '../../../src/lib/mac';
import { contactOfS500 } from '../../phones/phone-server-support';
import { openTestApp, type TestApp } from '../../test-app';

const ORDINARY_PHONES = 300;
const SESSIONS = ['1001', '1002', '1003'];

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

const contactOf = (endpoint: string, address: string, userAgent = 'Ordinary phone') =>
  contactOfS500(endpoint, address, userAgent);

const ordinary = () =>
  Array.from({ length: ORDINARY_PHONES }, (_, index) =>
    contactOf(String(2000 + index), `10.0.${Math.floor(index / 200)}.${index % 200}`),
  );

const sessionRow = (extension: string, address: string, ended: boolean) => ({
  id: randomUUID(),
  extension,
  endpoint: extension,
  technology: 'pjsip',
  mac: `00505800${extension}`,
  via: 'internal',
  state: ended ? 'ended' : 'verified',
  allowed_by: 'rest',
  token_id: randomUUID(),
  token_nonce: 'nonce',
  phone_address: address,
  contact_uri: `sip:${extension}@${address}:5060`,
  contact_address: address,
  requested_at: 1,
  provisioned_at: 1,
  verified_at: 1,
  ended_at: ended ? 2 : null,
  active_mac: ended ? null : `00505800${extension}`,
  active_extension: ended ? null : extension,
});

/** Three verified sessions whose phones are registered. */
async function addSessions(): Promise<void> {
  for (const [index, extension] of SESSIONS.entries()) {
    const address = `10.9.0.${index + 1}`;
    const mac = parseMac(`00505800${extension}`);
    if (!mac) throw new Error('not a MAC');
    await app.store.recordPhone({
      mac,
      brand: 'sangoma',
      model: 's500',
      firmware: null,
      lastSeen: { at: 1, address },
    });
    await app.db('hotdesk_sessions').insert(sessionRow(extension, address, false));
    app.asterisk.contacts.push(contactOf(extension, address, 'Sangoma S500 V2.0.4.67'));
  }
}

/** Counts queries to Asterisk and statements to the database during some work. */
async function costOf(work: () => Promise<void>): Promise<{ requests: number; statements: number }> {
  const { asterisk } = app.asterisk;
  const spies = (['contacts', 'allContacts', 'callsOf', 'deviceLink'] as const).map((name) =>
    jest.spyOn(asterisk, name),
  );
  let statements = 0;
  // The outbox and the leader election query their own tables meanwhile.
  const count = ({ sql }: { sql: string }) => {
    if (!/hotdesk_(jobs|leases)/.test(sql)) statements += 1;
  };
  app.db.on('query', count);
  await work();
  app.db.removeListener('query', count);
  const requests = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  for (const spy of spies) spy.mockRestore();
  return { requests, statements };
}

/** The cost of one round. Waits for a running round first, which would count too. */
async function costOfRound() {
  await app.desk.reconcile();
  return costOf(app.desk.reconcile);
}

describe('a round with 300 ordinary phones and 3 sessions', () => {
  test('queries Asterisk once for all contacts and once per session', async () => {
    await addSessions();
    app.asterisk.contacts.push(...ordinary());
    const { requests } = await costOfRound();
    // A round asks at least for the list of all contacts.
    expect(requests).toBeGreaterThanOrEqual(1);
    expect(requests).toBeLessThanOrEqual(SESSIONS.length + 1);
  });

  test('needs no more statements than with a single ordinary phone', async () => {
    await addSessions();
    const [first, ...others] = ordinary();
    app.asterisk.contacts.push(...(first ? [first] : []));
    const { statements } = await costOfRound();
    app.asterisk.contacts.push(...others);
    expect((await costOfRound()).statements).toBe(statements);
  });

  test('needs no more queries if ordinary phones had sessions elsewhere', async () => {
    await addSessions();
    app.asterisk.contacts.push(...ordinary());
    for (const { endpoint } of ordinary().slice(0, 50))
      await app.db('hotdesk_sessions').insert(sessionRow(endpoint, '10.8.0.1', true));
    const { requests } = await costOfRound();
    // A round asks at least for the list of all contacts.
    expect(requests).toBeGreaterThanOrEqual(1);
    expect(requests).toBeLessThanOrEqual(SESSIONS.length + 1);
  });
});

describe('a new contact', () => {
  test('of an endpoint that never had a session needs no query to Asterisk and one statement', async () => {
    await app.desk.reconcile();
    const cost = await costOf(async () => {
      for (const contact of ordinary()) app.asterisk.register(contact);
      // `stop` waits until all of them are handled.
      await app.desk.stop();
    });
    expect(cost).toEqual({ requests: 0, statements: ORDINARY_PHONES });
  });
});
