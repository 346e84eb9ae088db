import { eventually } from '../test-app';
import { type AdminTestApp, openAdmin } from './support';
import { HIDDEN_REASON, openWebhookReceiver, type WebhookReceiver } from './webhook-receiver';

const SECRET = 'a-secret-of-the-webhook';

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.close());

it('the URL of a webhook is stored encrypted, shown and audited by its host only: its path may be a secret', async () => {
  const app = await openAdmin();
  const webhookUrl = 'https://hooks.example.com:8443/services/T000/secret-of-the-path?token=secret-query';
  const { body } = await app.rest.patch('/api/v1/settings').send({ webhookUrl }).expect(200);
  expect(body).toMatchObject({ webhookHost: 'hooks.example.com:8443' });
  await app.rest
    .patch('/api/v1/settings')
    .send({ webhookUrl: `${webhookUrl}2` })
    .expect(200);
  const shown = [
    body,
    (await app.rest.get('/api/v1/settings').expect(200)).body,
    (await app.rest.get('/api/v1/audit').expect(200)).body,
    await app.db('hotdesk_audit'),
    await app.db('hotdesk_settings'),
    app.logged,
  ];
  expect(JSON.stringify(shown)).not.toMatch(/secret-of-the-path|secret-query/);
  expect(JSON.stringify(shown)).toContain('"after":{"webhookHost":"hooks.example.com:8443"}');
  await app.close();
});

describe('session events', () => {
  let app: AdminTestApp;
  const phone = '/api/v1/phones/805ec0000001';
  const listed = async () => (await app.rest.get('/api/v1/jobs').expect(200)).body.items;
  const receivedEvents = () => receiver.received.map(({ headers }) => headers['x-hotdesk-event']);
  const logIn = (extension = '1001') =>
    app.rest
      .post(`${phone}/login`)
      .send({ extension, via: 'internal', trust: { address: '127.0.0.21' } })
      .expect(200);

  beforeEach(async () => {
    app = await openAdmin();
    await app.plugIn('yealink', 't46s', '805ec0000001');
  });
  afterEach(() => app.close());

  it('are delivered to the webhook in order', async () => {
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: receiver.url }).expect(200);
    await logIn('1001');
    await logIn('1002');
    await app.rest.post(`${phone}/logout`).send({}).expect(200);
    await eventually(async () => receiver.received.length >= 4);
    expect(receivedEvents()).toEqual([
      'session-requested',
      'session-ended',
      'session-requested',
      'session-ended',
    ]);
    const ids = receiver.received.map(({ headers }) => Number(headers['x-hotdesk-delivery']));
    expect([...ids].sort((a, b) => a - b)).toEqual(ids);
  });

  it('are retried when the webhook fails, are listed as jobs, and do not delay phones', async () => {
    receiver.status = 503;
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: receiver.url }).expect(200);
    await logIn();
    const waiting = await eventually(async () => {
      const items = await listed();
      return items.length === 1 && items[0].attempts > 0 ? items[0] : null;
    });
    expect(waiting).toMatchObject({
      kind: 'webhook',
      event: 'session-requested',
      lastError: HIDDEN_REASON,
    });
    expect(JSON.stringify(waiting)).not.toContain('secret of the receiver');
    // The phone was notified, so it can be deleted.
    await app.rest.delete(phone).expect(204);
    receiver.status = 200;
    app.later(120_000);
    await eventually(async () => (await listed()).length === 0);
    expect(receivedEvents()).toEqual(expect.arrayContaining(['session-requested', 'session-ended']));
  });

  it('are dropped when the webhook is removed from the settings', async () => {
    receiver.status = 503;
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: receiver.url }).expect(200);
    await logIn();
    await eventually(async () => (await listed())[0]?.attempts > 0);
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: null }).expect(200);
    app.later(120_000);
    await eventually(async () => (await listed()).length === 0);
  });

  it('are not delivered if no webhook is set', async () => {
    await logIn();
    await eventually(async () => (await listed()).length === 0);
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ['webhookUrl', 'ftp://127.0.0.1/'],
    ['webhookUrl', 'http://user:password@127.0.0.1/'],
    ['webhookUrl', 'hook'],
    ['webhookSecret', 'short'],
    ['webhookSecret', 'with a blank in the middle'],
  ])('need a valid webhook setting, not %s %s', async (name, value) => {
    const { body } = await app.rest
      .patch('/api/v1/settings')
      .send({ [name]: value })
      .expect(400);
    expect(JSON.stringify(body)).toContain(name);
  });

  it('never show the webhook secret', async () => {
    const { body } = await app.rest.patch('/api/v1/settings').send({ webhookSecret: SECRET }).expect(200);
    expect(body.webhookSecretSet).toBe(true);
    expect(JSON.stringify(body)).not.toContain(SECRET);
    expect(JSON.stringify((await app.rest.get('/api/v1/audit').expect(200)).body)).not.toContain(SECRET);
  });
});
