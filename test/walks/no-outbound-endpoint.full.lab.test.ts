import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logOutAt, typeLogin } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp({ defaultOutboundEndpoint: false });
}, 90_000);
afterAll(() => app?.close(), 30_000);

describe('on an Asterisk without default_outbound_endpoint', () => {
  test('/readyz reports it, with the line that fixes it', async () => {
    await eventually(async () => (await app.rest('GET', '/readyz')).status === 503, 20_000);
    const { body } = await app.rest('GET', '/readyz');
    expect(body).toMatchObject({
      ready: false,
      asterisk: { connected: true, problem: { code: 'no-default-outbound-endpoint' } },
    });
    expect(JSON.stringify(body)).toContain('default_outbound_endpoint=');
    expect(JSON.stringify(body)).toContain('pjsip_custom_post.conf');
  }, 60_000);

  test('login and logout still work: the phone polls its config, and its registration ends', async () => {
    const phone = app.phone('sangoma', 's500', '005058000541', testAddress(0, 71));
    await phone.boot();
    await typeLogin(phone, '1001', '4711');
    expect(phone.screen()).toMatchObject({ title: 'Logged in' });
    await phone.reload();
    await eventually(() => phone.registered().includes('1001'), 20_000);
    await logOutAt(phone);
    await eventually(async () => (await contactsOf(app, '1001')).length === 0, 20_000);
    await phone.reload();
    expect(labels(phone)).toEqual(['Login Int', 'Login Extl']);
    expect(phone.notifies.filter(({ did }) => did !== 'ignore')).toEqual([]);
  }, 60_000);
});
