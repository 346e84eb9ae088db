import { parseMac } from '../../src/lib/mac';
import { testAddress } from '../addresses';
import { callAdminApi } from '../lab/admin-api';
import { eventually } from '../test-app';
import type { ChildService } from '../trust/child-service';
import { type BarePhone, createBarePhone } from './bare-phone';
import { type ChildLab, openChildLab, setAddresses } from './child-lab';

/** The error of a Galera node without quorum, raised by the server itself. */
const REFUSE = `SIGNAL SQLSTATE '08S01' SET MYSQL_ERRNO = 1047,
  MESSAGE_TEXT = 'WSREP has not yet prepared node for application use'`;
const WRITTEN = [
  'hotdesk_leases',
  'hotdesk_attempts',
  'hotdesk_sessions',
  'hotdesk_settings',
  'hotdesk_phones',
];
const READ = ['hotdesk_settings', 'hotdesk_sessions', 'hotdesk_phones'];
const REASON = 'the node of the database cluster has no quorum or is not ready';

let lab: ChildLab;
let service: ChildService;
let used: BarePhone;
let idle: BarePhone;
beforeAll(async () => {
  lab = await openChildLab();
  service = await lab.start({ HOTDESK_LOG_LEVEL: 'info' });
  await setAddresses(service);
  [used, idle] = [phoneAt(1), phoneAt(2)];
  for (const phone of [used, idle]) await phone.fetch();
  await used.logIn('1001', '4711');
  await used.fetch();
  await used.fetch();
}, 180_000);
afterAll(async () => {
  await lab?.close();
}, 60_000);

function phoneAt(number: number): BarePhone {
  const mac = parseMac(`00505800780${number}`);
  if (mac === null) throw new Error('an invalid MAC');
  return createBarePhone(service, mac, testAddress(78, number));
}

const rest = (method: string, path: string, body?: object) => callAdminApi(service, method, path, body);
const isReady = async () => JSON.stringify((await rest('GET', '/readyz')).body.database) === '{"ready":true}';

describe('a node of a cluster that refuses changes', () => {
  beforeAll(async () => {
    for (const table of WRITTEN)
      for (const change of ['INSERT', 'UPDATE'])
        await lab.db.raw(
          `CREATE TRIGGER ${table}_${change} BEFORE ${change} ON ${table} FOR EACH ROW ${REFUSE}`,
        );
  });
  afterAll(async () => {
    for (const table of WRITTEN)
      for (const change of ['INSERT', 'UPDATE']) await lab.db.raw(`DROP TRIGGER ${table}_${change}`);
  });

  test('the database is not ready, and the log says why', async () => {
    await eventually(async () => !(await isReady()), 10_000);
    expect(await service.lineWith('database.unreachable')).toContain(REASON);
  });

  test('a login asks to try again, and the admin API is unavailable', async () => {
    expect(await idle.logIn('1002', '4712')).toEqual({ status: 200, title: 'Try again' });
    const { status, body, retryAfter } = await rest('PATCH', '/api/v1/settings', { sipPort: 5070 });
    expect([status, body.code, retryAfter]).toEqual([503, 'unavailable', '5']);
  });

  test('known phones get their configs, also when their fetch would be recorded', async () => {
    await lab.db.raw('DROP TRIGGER hotdesk_phones_UPDATE');
    await lab.db('hotdesk_phones').update({ seen_at: 0 });
    await lab.db.raw(
      `CREATE TRIGGER hotdesk_phones_UPDATE BEFORE UPDATE ON hotdesk_phones FOR EACH ROW ${REFUSE}`,
    );
    expect(await used.fetch()).toEqual({ status: 200, account: '1001' });
    expect(await idle.fetch()).toEqual({ status: 200, account: null });
    expect(service.stdout.join()).not.toContain('config.served-from-cache');
  });
});

describe('a node of a cluster that refuses everything', () => {
  beforeAll(async () => {
    await lab.db.raw(`CREATE FUNCTION refuse() RETURNS INT BEGIN ${REFUSE}; RETURN 1; END`);
    for (const table of READ) {
      await lab.db.raw(`RENAME TABLE ${table} TO real_${table}`);
      await lab.db.raw(
        `CREATE VIEW ${table} AS SELECT r.* FROM real_${table} r JOIN (SELECT refuse() AS ok) AS refused ON refused.ok = 1`,
      );
    }
  });
  afterAll(async () => {
    for (const table of READ) {
      await lab.db.raw(`DROP VIEW ${table}`);
      await lab.db.raw(`RENAME TABLE real_${table} TO ${table}`);
    }
  });

  test('the phone of a session boots from its copy, and others and logins are asked to try again', async () => {
    expect(await used.fetch()).toEqual({ status: 200, account: '1001' });
    expect(await service.lineWith('config.served-from-cache')).toContain(REASON);
    expect(await idle.fetch()).toEqual({ status: 503, account: null });
    expect(await idle.logIn('1002', '4712')).toEqual({ status: 200, title: 'Try again' });
  });
});

test('everything works when the node is ready again', async () => {
  await eventually(isReady, 30_000);
  expect((await idle.logIn('1002', '4712')).title).toBe('Logged in');
  expect((await idle.fetch()).account).toBe('1002');
});
