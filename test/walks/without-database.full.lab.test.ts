import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { callAdminApi } from '../lab/admin-api';
import { freePort } from '../lab/free-port';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { buildService, type ChildService } from '../trust/child-service';
import { type Children, createChildren, requestAs } from './child-support';
import { labels, logInAt, logOutAt, sessionOf } from './support';

const AT = testAddress(91, 1);

let app: LabApp;
let children: Children;
let port: number;
let service: ChildService;
let phone: SimulatedPhone;
beforeAll(async () => {
  buildService();
  app = await openLabApp({ ownServers: true });
  await app.service.stop();
  children = createChildren(app);
  port = await freePort('tcp');
  service = await start();
  phone = children.phone(port, '005058000c01', AT);
  await phone.boot();
  await logInAt(app, phone, '1001', '4711');
  await eventually(() => phone.registered().includes('1001'), 20_000);
}, 180_000);
afterAll(async () => {
  await children?.close();
  await app?.close();
}, 60_000);

/** Every start uses the same port, because it is in the URLs of the phones. */
const start = (settings: Record<string, string> = {}) =>
  children.start('service', { HOTDESK_PHONES_PORT: String(port), ...settings });

const appUrl = () => phone.keys().find(({ opens }) => opens !== null)?.opens ?? 'no key opens the app';
const NEW_PHONE = `/provision/cfg005058000c99.xml`;

describe('a start without the database', () => {
  beforeAll(async () => {
    await phone.powerOff();
    await service.stop();
    await app.mariadb.kill();
    service = await start();
  }, 60_000);

  test('a phone with an account boots from its cached config and registers', async () => {
    const before = phone.fetches.length;
    await phone.boot();
    // Without any file the phone would continue with its old settings.
    expect(phone.fetches.slice(before).map(({ status }) => status)).toContain(200);
    await eventually(() => phone.registered().includes('1001'), 20_000);
    expect(labels(phone)).not.toContain('Login Int');
  });

  test('login and logout ask the user to try again', async () => {
    for (const step of ['', '/login?extension=1002&password=4712', '/logout']) {
      const answer = await requestAs(AT, `${appUrl()}${step}`);
      expect([step, answer.status]).toEqual([step, 200]);
      expect(answer.body).toContain('Please try again in a minute');
    }
  });

  test('a phone without a cached config gets 503 with Retry-After', async () => {
    const { status, retryAfter } = await requestAs(
      testAddress(91, 9),
      `http://127.0.0.1:${port}${NEW_PHONE}`,
    );
    expect([status, retryAfter]).toEqual([503, '30']);
  });

  test('no phone gets the cached config of another one', async () => {
    const url = `http://127.0.0.1:${port}/provision/cfg005058000c01.xml`;
    expect((await requestAs(testAddress(91, 9), url)).status).toBe(503);
  });

  test('the admin API is alive, is not ready, and answers everything else with a problem document', async () => {
    expect((await callAdminApi(service, 'GET', '/healthz')).status).toBe(200);
    const ready = await callAdminApi(service, 'GET', '/readyz');
    expect([ready.status, ready.body.database]).toEqual([503, { ready: false }]);
    const problem = await callAdminApi(service, 'GET', '/api/v1/phones');
    expect([problem.status, problem.type, problem.retryAfter]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
      '5',
    ]);
    expect(problem.body).toMatchObject({ status: 503, code: 'unavailable' });
    const write = { extension: '1002', via: 'internal' };
    const login = await callAdminApi(service, 'POST', '/api/v1/phones/005058000c01/login', write);
    expect([login.status, login.body.code]).toEqual([503, 'unavailable']);
  });

  test('everything works as soon as the database is back, without a restart', async () => {
    const startedAt = Date.now();
    await app.mariadb.restart();
    const runningAt = Date.now();
    await eventually(async () => (await callAdminApi(service, 'GET', '/readyz')).status === 200, 30_000);
    process.stderr.write(
      `MariaDB took ${runningAt - startedAt} ms to start, the service ${Date.now() - runningAt} ms to be ready\n`,
    );
    expect((await requestAs(testAddress(91, 9), `http://127.0.0.1:${port}${NEW_PHONE}`)).status).toBe(200);
    expect((await sessionOf(app, '1001'))?.mac).toBe('005058000c01');
    await logOutAt(phone);
    await eventually(() => labels(phone).join() === 'Login Int,Login Extl', 20_000);
    await logInAt(app, phone, '1002', '4712');
  }, 90_000);
});

describe('a start without Asterisk', () => {
  test('logins work, jobs wait, and all of them are done when Asterisk is back', async () => {
    await service.stop();
    await app.asterisk.kill();
    service = await start();
    expect((await callAdminApi(service, 'GET', '/readyz')).body).toMatchObject({
      database: { ready: true },
      asterisk: { connected: false },
    });
    await phone.pressKey('Login/Logout');
    await phone.choose('Login as other');
    phone.fill({ extension: '1004', password: '9004' });
    await phone.submit();
    // No NOTIFY can reach the phone now, so the user restarts it.
    await phone.reboot();
    expect(phone.accounts()[0]?.user).toBe('1004');
    await eventually(async () => (await sessionOf(app, '1004'))?.state === 'provisioned', 20_000);
    expect(await app.db('hotdesk_jobs')).not.toEqual([]);
    await app.asterisk.restart();
    await eventually(async () => (await sessionOf(app, '1004'))?.state === 'verified', 120_000);
    await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined, 90_000);
  }, 240_000);
});

describe('the service does not start with', () => {
  const mysql = () => new URL(app.mariadb.url('asterisk'));

  test('a wrong password', async () => {
    const url = mysql();
    url.password = 'wrong';
    const error = await children.start('wrong', { HOTDESK_DATABASE_URL: url.href }).catch(String);
    expect(error).toContain('The database (HOTDESK_DATABASE_URL) cannot be used: Access denied');
  });

  test('a database that does not exist', async () => {
    const url = mysql();
    url.pathname = '/nowhere';
    const error = await children.start('nowhere', { HOTDESK_DATABASE_URL: url.href }).catch(String);
    expect(error).toContain("The database (HOTDESK_DATABASE_URL) cannot be used: Unknown database 'nowhere'");
  });
});
