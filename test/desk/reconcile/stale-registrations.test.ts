import type { Contact } from '../../../src/desk/ports/asterisk';
import type { Mac } from '../../../src/lib/mac';
import { contactOfS500, FILE, logInAt, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const DESK = '127.0.0.22';
const DAY = 24 * 3_600_000;
const BY = { actor: 'key test', address: null };

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);
const fetchConfig = () => app.get(FILE, DESK, S500);
/** 1001's registration from the address of the hot desk, which it comes from at this port. */
const registrationAt = (port: number): Contact => ({
  ...contactOfS500('1001', DESK),
  port,
  uri: `sip:1001@${DESK}:${port}`,
});
const evictions = async () =>
  (await app.db('hotdesk_audit').where({ action: 'stale-registration-evicted' })).length;
const isRegistered = ({ uri }: Contact) => app.asterisk.contacts.some((contact) => contact.uri === uri);

async function jobsAreDone(): Promise<void> {
  app.later(2_000);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

/** Alice was logged in at the hot desk, whose registration was at port 5060. */
async function logInAndOut(): Promise<void> {
  await logInAt(app, '1001', '4711', DESK);
  await fetchConfig();
  app.asterisk.register(registrationAt(5060));
  await eventually(async () => (await session())?.state === 'verified');
  app.later(1_000);
  await app.desk.logOutFor(MAC as Mac, BY);
  await jobsAreDone();
  expect(app.asterisk.contacts).toEqual([]);
}

async function registers(contact: Contact): Promise<void> {
  app.asterisk.register(contact);
  await jobsAreDone();
}

test.each([5060, 5070])('a phone that has not read its logout is evicted at port %i', async (port) => {
  await logInAndOut();
  await registers(registrationAt(port));
  expect(await evictions()).toBe(1);
  expect(isRegistered(registrationAt(port))).toBe(false);
});

/** Alice's phone got her account, and registers only after her logout. */
async function logInAndOutUnregistered(): Promise<void> {
  await logInAt(app, '1001', '4711', DESK);
  await fetchConfig();
  await eventually(async () => (await session())?.state === 'provisioned');
  await jobsAreDone();
  await app.desk.logOutFor(MAC as Mac, BY);
  await jobsAreDone();
}

test('a phone that registers only after its logout, with the account that it has fetched, is evicted', async () => {
  await logInAndOutUnregistered();
  await registers(registrationAt(5060));
  expect(await evictions()).toBe(1);
  expect(isRegistered(registrationAt(5060))).toBe(false);
});

test('a registration that was on its way when the phone read its logout is evicted', async () => {
  await logInAndOutUnregistered();
  await fetchConfig();
  await registers(registrationAt(5060));
  expect(await evictions()).toBe(1);
  expect(isRegistered(registrationAt(5060))).toBe(false);
});

/**
 * Lets a phone register after the job of a logout has looked for registrations, and before the job is finished. Returns whether it
 * has.
 */
function registerDuringJob(contact: Contact): () => boolean {
  const { store } = app;
  let hasRegistered = false;
  const { finishJob, transaction } = store;
  let decided = 0;
  store.transaction = async (work) => {
    const result = await transaction(work);
    decided += 1;
    return result;
  };
  store.finishJob = async (id) => {
    const row = await app.db('hotdesk_jobs').where({ id }).first('kind');
    if (row?.kind === 'end-registration' && !hasRegistered) {
      hasRegistered = true;
      const before = decided;
      app.asterisk.register(contact);
      await eventually(() => decided > before);
    }
    await finishJob(id);
  };
  return () => hasRegistered;
}

test('a phone whose session ended while it fetched its account is evicted', async () => {
  await logInAt(app, '1001', '4711', DESK);
  const { transaction } = app.store;
  const fetched = new Promise<void>((resolve) => {
    // The fetch is recorded after the logout.
    app.store.transaction = async (work) => {
      app.store.transaction = transaction;
      await app.desk.logOutFor(MAC as Mac, BY);
      const result = await transaction(work);
      resolve();
      return result;
    };
  });
  const { body } = await fetchConfig();
  expect(body).toContain('1001');
  await fetched;
  await jobsAreDone();
  await registers(registrationAt(5060));
  expect(await evictions()).toBe(1);
  expect(isRegistered(registrationAt(5060))).toBe(false);
});

test('a registration that comes while the job of its logout is running is ended', async () => {
  await logInAt(app, '1001', '4711', DESK);
  await fetchConfig();
  await eventually(async () => (await session())?.state === 'provisioned');
  await jobsAreDone();
  const late = registrationAt(5060);
  const hasRegistered = registerDuringJob(late);
  await app.desk.logOutFor(MAC as Mac, BY);
  await eventually(hasRegistered);
  await eventually(() => !isRegistered(late));
});

describe("the extension's own phone stays registered", () => {
  test.each([5060, 5070])('at port %i of an address that it got by DHCP later', async (port) => {
    await logInAndOut();
    await fetchConfig();
    app.later(DAY);
    await registers(registrationAt(port));
    expect(await evictions()).toBe(0);
    expect(isRegistered(registrationAt(port))).toBe(true);
  });

  test('behind the address of a hot desk that has read its logout', async () => {
    await logInAndOut();
    await fetchConfig();
    await registers(registrationAt(5070));
    expect(await evictions()).toBe(0);
    expect(isRegistered(registrationAt(5070))).toBe(true);
  });

  test('behind the address of a hot desk that never registered and read its logout two minutes ago', async () => {
    await logInAndOutUnregistered();
    await fetchConfig();
    app.later(120_000);
    await registers(registrationAt(5070));
    expect(await evictions()).toBe(0);
    expect(isRegistered(registrationAt(5070))).toBe(true);
  });

  test('where a login by REST named its address and no phone answered', async () => {
    await app.get(FILE, '127.0.0.9', S500);
    const own = registrationAt(5060);
    app.asterisk.register(own);
    const login = {
      mac: MAC as Mac,
      extension: '1001',
      via: 'internal' as const,
      trustAddress: DESK,
      by: BY,
    };
    expect(await app.desk.logInByRest(login)).toMatchObject({ state: 'requested' });
    await jobsAreDone();
    await app.desk.logOutFor(MAC as Mac, BY);
    await jobsAreDone();
    await registers(registrationAt(5062));
    expect(await evictions()).toBe(0);
    expect(isRegistered(own) && isRegistered(registrationAt(5062))).toBe(true);
  });
});
