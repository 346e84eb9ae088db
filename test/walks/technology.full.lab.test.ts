import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { labels, logInAt, sessionOf, typeLogin } from './support';

const MAC = '005058000b01';
const ADDRESS = testAddress(83, 1);

const logged: Record<string, unknown>[] = [];
const record = (fields: object): void => void logged.push({ ...fields });
const linesOf = (event: string) => logged.filter((line) => line.event === event);

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp({ log: { debug: record, info: record, warn: record, error: record } });
}, 120_000);
afterAll(() => app?.close(), 30_000);

const setTechnology = (id: string, tech: 'sip' | 'pjsip') => app.db('devices').where({ id }).update({ tech });
const jobs = () => app.db('hotdesk_jobs').select('kind', 'attempts');
const metric = async (name: string) => {
  const answer = await fetch(`http://127.0.0.1:${app.service.adminPort}/metrics`);
  const line = (await answer.text()).split('\n').find((each) => each.startsWith(name));
  return Number(line?.split(' ').at(-1));
};

test('on Asterisk 22 a chan_sip account is refused, a converted one logs in, and the next login at its phone is verified', async () => {
  const phone = app.phone('sangoma', 's500', MAC, ADDRESS);
  await phone.boot();

  await setTechnology('1001', 'sip');
  await typeLogin(phone, '1001', '4711');
  expect(JSON.stringify(phone.screen())).toContain('The phone system cannot use the account');
  expect(await sessionOf(app, '1001')).toBeNull();
  const trust = { address: ADDRESS };
  const byRest = await app.rest('POST', `/api/v1/phones/${MAC}/login`, {
    extension: '1001',
    via: 'internal',
    trust,
  });
  expect([byRest.status, byRest.body.code]).toEqual([422, 'technology-not-available']);
  expect(linesOf('login.technology-missing')).toContainEqual(
    expect.objectContaining({ endpoint: '1001', technology: 'sip' }),
  );
  expect(await metric('hotdesk_logins_total{channel="phone",result="technology-not-available"}')).toBe(1);

  await setTechnology('1001', 'pjsip');
  await phone.powerOff();
  await phone.boot();
  await logInAt(app, phone, '1001', '4711');

  // What an upgrade from an Asterisk with chan_sip leaves: a session of that technology, whose device is converted.
  const notifiesBefore = phone.notifies.length;
  await app.db('hotdesk_sessions').where({ active_extension: '1001' }).update({ technology: 'sip' });
  await eventually(async () => {
    const session = await sessionOf(app, '1001');
    return session?.technology === 'pjsip' && session.state === 'verified';
  }, 120_000);
  expect(phone.notifies.length).toBeGreaterThan(notifiesBefore);

  // The wrong way round: FreePBX says chan_sip, which this Asterisk does not have. The phone keeps its account.
  await setTechnology('1001', 'sip');
  await eventually(() => linesOf('session.account-not-in-asterisk').length > 0, 120_000);
  expect(await sessionOf(app, '1001')).toMatchObject({ technology: 'pjsip', state: 'verified' });

  // As after that upgrade, before anybody has converted the device: the session of this phone is of chan_sip.
  await app.db('hotdesk_sessions').where({ active_extension: '1001' }).update({ technology: 'sip' });
  const { status } = await app.rest('POST', `/api/v1/phones/${MAC}/login`, {
    extension: '1002',
    via: 'internal',
    trust,
  });
  expect(status).toBe(200);
  await eventually(async () => (await sessionOf(app, '1002'))?.state === 'verified', 60_000);
  await eventually(async () => (await jobs()).length === 0, 30_000);
  await eventually(() => phone.registered().join() === '1002', 30_000);
  expect(labels(phone)).toContain('Login/Logout');
  expect(linesOf('job.failed')).toEqual([]);
  expect(linesOf('job.given-up')).toEqual([]);
}, 400_000);
