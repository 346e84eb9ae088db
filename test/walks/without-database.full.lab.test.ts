import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { freePort } from '../lab/free-port';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { buildService, type ChildService } from '../trust/child-service';
import { askAs, type Children, createChildren, restAt } from './child-support';
import { labels, logInAt, logOutAt, sessionOf } from './support';

const AT = testAddress(91, 1);

let testApp: LabApp;
let children: Children;
let port: number;
let service: ChildService;
let phone: SimulatedPhone;
beforeAll(async () => {
  buildService();
  testApp = await openLabApp({ ownServers: true });
  await testApp.service.stop();
  children = createChildren(testApp);
  port = await freePort('tcp');
  service = await start();
  phone = children.phone(port, '005058000c01', AT);
  await phone.boot();
  await logInAt(testApp, phone, '1001', '4711');
  await eventually(() => phone.registered().includes('1001'), 20_000);
}, 180_000);
afterAll(async () => {
  await children?.close();
  await testApp?.close();
}, 60_000);

/** Phones know the port: it is the same at each start. */
const start = (settings: Record<string, string> = {}) =>
  children.start('service', { HOTDESK_PHONES_PORT: String(port), ...settings });

const app = () => phone.keys().find(({ opens }) => opens !== null)?.opens ?? 'no key opens the app';
const newPhone = `/provision/cfg005058000c99.xml`;

describe('a start while the database is away', () => {
  beforeAll(async () => {
    await phone.powerOff();
    await service.stop();
    await testApp.mariadb.kill();
    service = await start();
  }, 60_000);

  test('a phone that had its account gets it, boots with it and registers', async () => {
    const before = phone.fetches.length;
    await phone.boot();
    // Without a file it would go on with what it has.
    expect(phone.fetches.slice(before).map(({ status }) => status)).toContain(200);
    await eventually(() => phone.registered().includes('1001'), 20_000);
    expect(labels(phone)).not.toContain('Login Int');
  });

  test('login and logout say "try again" on the screen', async () => {
    for (const step of ['', '/login?extension=1002&password=4712', '/logout']) {
      const answer = await askAs(AT, `${app()}${step}`);
      expect([step, answer.status]).toEqual([step, 200]);
      expect(answer.body).toContain('Please try again in a minute');
    }
  });

  test('a phone without a copy is told when to come again', async () => {
    const { status, retryAfter } = await askAs(testAddress(91, 9), `http://127.0.0.1:${port}${newPhone}`);
    expect([status, retryAfter]).toEqual([503, '30']);
  });

  test('nobody gets the copy of another one', async () => {
    const url = `http://127.0.0.1:${port}/provision/cfg005058000c01.xml`;
    expect((await askAs(testAddress(91, 9), url)).status).toBe(503);
  });

  test('the admin API answers: alive, not ready, and a problem for everything else', async () => {
    expect((await restAt(service, 'GET', '/healthz')).status).toBe(200);
    const ready = await restAt(service, 'GET', '/readyz');
    expect([ready.status, ready.body.database]).toEqual([503, { ok: false }]);
    const problem = await restAt(service, 'GET', '/api/v1/phones');
    expect([problem.status, problem.type, problem.retryAfter]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
      '5',
    ]);
    expect(problem.body).toMatchObject({ status: 503, code: 'unavailable' });
    const write = { extension: '1002', via: 'internal' };
    const login = await restAt(service, 'POST', '/api/v1/phones/005058000c01/login', write);
    expect([login.status, login.body.code]).toEqual([503, 'unavailable']);
  });

  test('as soon as the database is there all works, without a restart', async () => {
    const since = Date.now();
    await testApp.mariadb.restart();
    const back = Date.now();
    await eventually(async () => (await restAt(service, 'GET', '/readyz')).status === 200, 30_000);
    process.stderr.write(
      `MariaDB took ${back - since} ms to start, the service ${Date.now() - back} ms to be whole\n`,
    );
    expect((await askAs(testAddress(91, 9), `http://127.0.0.1:${port}${newPhone}`)).status).toBe(200);
    expect((await sessionOf(testApp, '1001'))?.mac).toBe('005058000c01');
    await logOutAt(phone);
    await eventually(() => labels(phone).join() === 'Login Int,Login Extl', 20_000);
    await logInAt(testApp, phone, '1002', '4712');
  }, 90_000);
});

describe('a start while Asterisk is away', () => {
  test('logins work, effects wait, and all is done when it is there', async () => {
    await service.stop();
    await testApp.asterisk.kill();
    service = await start();
    expect((await restAt(service, 'GET', '/readyz')).body).toMatchObject({
      database: { ok: true },
      asterisk: { connected: false },
    });
    await phone.pressKey('Login/Logout');
    await phone.choose('Login as other');
    phone.fill({ extension: '1004', password: '9004' });
    await phone.submit();
    // Nobody can tell it now: somebody restarts it.
    await phone.reboot();
    expect(phone.accounts()[0]?.user).toBe('1004');
    await eventually(async () => (await sessionOf(testApp, '1004'))?.state === 'provisioned', 20_000);
    expect(await testApp.db('hotdesk_jobs')).not.toEqual([]);
    await testApp.asterisk.restart();
    await eventually(async () => (await sessionOf(testApp, '1004'))?.state === 'verified', 120_000);
    await eventually(async () => (await testApp.db('hotdesk_jobs').first('id')) === undefined, 90_000);
  }, 240_000);
});

describe('what somebody must mend keeps it from starting', () => {
  const mysql = () => new URL(testApp.mariadb.url('asterisk'));

  test('a wrong password', async () => {
    const url = mysql();
    url.password = 'wrong';
    const error = await children.start('wrong', { HOTDESK_DATABASE_URL: url.href }).catch(String);
    expect(error).toContain('The database (HOTDESK_DATABASE_URL) cannot be used: Access denied');
  });

  test('a database that is not there', async () => {
    const url = mysql();
    url.pathname = '/nowhere';
    const error = await children.start('nowhere', { HOTDESK_DATABASE_URL: url.href }).catch(String);
    expect(error).toContain("The database (HOTDESK_DATABASE_URL) cannot be used: Unknown database 'nowhere'");
  });
});
