import { testAddress } from '../addresses';
import { callAdminApi } from '../lab/admin-api';
import { eventually } from '../test-app';
import type { ChildService } from '../trust/child-service';
import { requestAs } from '../walks/child-support';
import { type ChildLab, openChildLab, setAddresses } from './child-lab';

const AT = testAddress(72, 1);
const ELSEWHERE = testAddress(72, 2);
const LINKED = 'cfg005058007202.xml';
const SECRETS = ['new-admin-password', 'new-provisioning-password', '852963'];

let lab: ChildLab;
let service: ChildService;
/** The name of the config of a phone that an admin has created, with its link, which nobody has used. */
let byLink: string;
beforeAll(async () => {
  lab = await openChildLab();
  service = await lab.start();
  await setAddresses(service);
  expect((await fetchAt('cfg005058007201.xml')).status).toBe(200);
  const created = await rest('POST', '/api/v1/phones', { brand: 'sangoma', mac: '005058007202' });
  byLink = `${new URL(String(created.body.link)).pathname.split('/')[2]}/${LINKED}`;
  await requestAs(AT, `${loginUrlIn((await fetchAt(LINKED)).body)}?extension=1002&password=4712`);
}, 180_000);
afterAll(async () => {
  await lab?.close();
}, 60_000);

const rest = (method: string, path: string, body?: object) => callAdminApi(service, method, path, body);
const fetchAt = (file: string, from = AT) =>
  requestAs(from, `http://127.0.0.1:${service.phonesPort}/provision/${file}`);
const loginUrlIn = (config: string) =>
  `${/http[^<"' ]*\/apps\/[^<"' ?]*/.exec(config)?.[0].replace(/&amp;.*/, '')}/login`;
const isLinkUsed = async () =>
  Boolean((await lab.db('hotdesk_phones').where({ mac: '005058007202' }).first('link_used')).link_used);

/** A primary that was demoted, as a user without SUPER sees it. */
async function setReadOnly(on: boolean): Promise<void> {
  await lab.db.raw(`SET GLOBAL read_only = ${on ? 1 : 0}`);
}

describe('while the database is read-only', () => {
  beforeAll(() => setReadOnly(true));
  afterAll(() => setReadOnly(false));

  test('/readyz says that the database is not ready', async () => {
    await eventually(async () => (await rest('GET', '/readyz')).status === 503, 10_000);
    expect((await rest('GET', '/readyz')).body.database).toEqual({ ready: false });
    await service.lineWith('the database is read-only');
  });

  test.each([
    ['PATCH', '/api/v1/settings', { adminPassword: SECRETS[0] }],
    ['PATCH', '/api/v1/settings', { provisioningUser: 'phones', provisioningPassword: SECRETS[1] }],
    ['PUT', '/api/v1/extensions/1001/hotdesk-pin', { hotdeskPin: SECRETS[2] }],
  ])('%s %s is refused as unavailable', async (method, path, body) => {
    const answer = await rest(method, path, body);
    expect([answer.status, answer.body.code, answer.retryAfter]).toEqual([503, 'unavailable', '5']);
  });

  test('a login asks the user to try again', async () => {
    const url = loginUrlIn((await fetchAt('cfg005058007201.xml')).body);
    const answer = await requestAs(AT, `${url}?extension=1001&password=4711`);
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('try again')]);
  });

  test('a known phone and a new one get their configs', async () => {
    expect((await fetchAt('cfg005058007201.xml')).status).toBe(200);
  });

  test('a link that cannot be recorded as used fails no fetch for a phone in use', async () => {
    expect((await fetchAt(byLink, ELSEWHERE)).status).toBe(200);
    expect(await isLinkUsed()).toBe(false);
    await service.lineWith('phone.link-use-not-recorded');
  });

  test('the service starts', async () => {
    await service.stop();
    service = await lab.start();
    expect((await fetchAt('cfg005058007201.xml')).status).toBe(200);
    expect((await rest('GET', '/readyz')).body.database).toEqual({ ready: false });
  }, 60_000);

  test('no log line contains a value of a statement', () => {
    const log = service.stdout.concat(service.stderr).join('\n');
    for (const secret of [...SECRETS, 'scrypt', 'insert into']) expect(log).not.toContain(secret);
  });
});

test('everything works again when the database accepts changes', async () => {
  await eventually(async () => {
    const { database } = (await rest('GET', '/readyz')).body;
    return JSON.stringify(database) === '{"ready":true}';
  }, 20_000);
  expect((await rest('PATCH', '/api/v1/settings', { sipPort: 5070 })).status).toBe(200);
  expect((await fetchAt(byLink, ELSEWHERE)).status).toBe(200);
  expect(await isLinkUsed()).toBe(true);
});
