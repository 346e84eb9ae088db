import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebhook } from '../../src/admin/events/webhook';
import type { WebhookDelivery } from '../../src/desk/ports/webhook';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../../src/desk/settings';
import { createEncryptor } from '../../src/lib/encryption';
import { eventually } from '../test-app';
import { session } from './samples';
import { type AdminTestApp, openAdmin } from './support';

interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who takes webhooks. */
interface Receiver {
  readonly url: string;
  readonly notified: Told[];
  /** What it answers next. */
  status: number;
  close(): Promise<void>;
}

async function openReceiver(): Promise<Receiver> {
  const notified: Told[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      notified.push({
        path: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      response.writeHead(receiver.status, { Location: '/elsewhere' }).end('a secret of the receiver');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?of=hotdesk`,
    notified,
    status: 204,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const ENCRYPTOR = createEncryptor(Buffer.alloc(32, 3));
const SECRET = 'a-secret-of-the-webhook';

const SESSION = session(1, { extension: '1001', state: 'provisioned', provisionedAt: 2_000 });

const DELIVERY: WebhookDelivery = {
  id: 7,
  type: 'session-provisioned',
  at: 2_000,
  session: SESSION,
  reason: null,
};

function deliver(settings: Partial<DeskSettings>, delivery = DELIVERY): Promise<void> {
  const all = { ...DEFAULT_DESK_SETTINGS, webhookUrl: receiver.url, ...settings };
  return createWebhook({ settings: async () => all, decrypt: ENCRYPTOR.decrypt }).deliver(delivery);
}

describe('a webhook', () => {
  it('is told by POST, in JSON, what became of a session, and nothing that is its phone’s secret', async () => {
    await deliver({});
    expect(receiver.notified).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = receiver.notified;
    expect(path).toBe('POST /hook?of=hotdesk');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-hotdesk-event': 'session-provisioned',
      'x-hotdesk-delivery': '7',
    });
    expect(headers['x-hotdesk-signature']).toBeUndefined();
    expect(JSON.parse(body)).toMatchObject({
      id: 7,
      type: 'session-provisioned',
      at: '1970-01-01T00:00:02.000Z',
      resource: '/api/v1/sessions/session-1',
      session: { extension: '1001', state: 'provisioned' },
    });
    expect(body).not.toContain(SESSION.tokenId);
    expect(body).not.toContain('reason');
  });

  it('is told why a session is not verified', async () => {
    await deliver({}, { ...DELIVERY, type: 'session-unverified', reason: 'not-registered' });
    expect(JSON.parse(receiver.notified[0]?.body ?? '')).toMatchObject({ reason: 'not-registered' });
  });

  it('can tell by the signature that it comes from here', async () => {
    await deliver({ webhookSecret: ENCRYPTOR.encrypt(SECRET) });
    const [notified] = receiver.notified;
    const hmac = createHmac('sha256', SECRET)
      .update(notified?.body ?? '')
      .digest('hex');
    expect(notified?.headers['x-hotdesk-signature']).toBe(`sha256=${hmac}`);
  });

  it('is not told unsigned when its secret cannot be read any more', async () => {
    const other = createEncryptor(Buffer.alloc(32, 4)).encrypt(SECRET);
    await expect(deliver({ webhookSecret: other })).rejects.toThrow('encrypted with another key');
    expect(receiver.notified).toEqual([]);
  });

  it('is told nothing where the settings name none', async () => {
    await deliver({ webhookUrl: null });
    expect(receiver.notified).toEqual([]);
  });

  it.each([301, 404, 500])('that answers %d has not taken it, and is followed nowhere', async (status) => {
    receiver.status = status;
    await expect(deliver({})).rejects.toThrow(`the webhook answered ${status}`);
    expect(receiver.notified.map(({ path }) => path)).toEqual(['POST /hook?of=hotdesk']);
  });

  it('that is away is an error which does not say where it is', async () => {
    await receiver.close();
    const error = await deliver({ webhookUrl: `${receiver.url}&key=of-theirs` }).then(
      () => null,
      (reason: unknown) => String(reason),
    );
    expect(error).toBe('Error: the webhook does not answer: ECONNREFUSED');
    receiver = await openReceiver();
  });
});

describe('what becomes of sessions', () => {
  let app: AdminTestApp;
  const phone = '/api/v1/phones/805ec0000001';
  const listed = async () => (await app.rest.get('/api/v1/jobs').expect(200)).body.items;
  const notified = () => receiver.notified.map(({ headers }) => headers['x-hotdesk-event']);
  const logIn = (extension = '1001') =>
    app.rest.post(`${phone}/login`).send({ extension, via: 'internal', trust: 'last-seen' }).expect(200);

  beforeEach(async () => {
    app = await openAdmin();
    await app.plugIn('yealink', 't46s', '805ec0000001');
  });
  afterEach(() => app.close());

  it('is told to the webhook, in order', async () => {
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: receiver.url }).expect(200);
    await logIn('1001');
    await logIn('1002');
    await app.rest.post(`${phone}/logout`).send({}).expect(200);
    await eventually(async () => receiver.notified.length >= 4);
    expect(notified()).toEqual(['session-requested', 'session-ended', 'session-requested', 'session-ended']);
    const ids = receiver.notified.map(({ headers }) => Number(headers['x-hotdesk-delivery']));
    expect([...ids].sort((a, b) => a - b)).toEqual(ids);
  });

  it('is told later when the webhook is away, stands among the jobs, and holds up no phone', async () => {
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
      lastError: 'the webhook answered 503',
    });
    expect(JSON.stringify(waiting)).not.toContain('secret of the receiver');
    // Its phone was told, and may be forgotten.
    await app.rest.delete(phone).expect(204);
    receiver.status = 200;
    app.later(120_000);
    await eventually(async () => (await listed()).length === 0);
    expect(notified()).toEqual(expect.arrayContaining(['session-requested', 'session-ended']));
  });

  it('is dropped when the settings name no webhook any more', async () => {
    receiver.status = 503;
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: receiver.url }).expect(200);
    await logIn();
    await eventually(async () => (await listed())[0]?.attempts > 0);
    await app.rest.patch('/api/v1/settings').send({ webhookUrl: null }).expect(200);
    app.later(120_000);
    await eventually(async () => (await listed()).length === 0);
  });

  it('is told to nobody where no webhook is set', async () => {
    await logIn();
    await eventually(async () => (await listed()).length === 0);
    expect(receiver.notified).toEqual([]);
  });

  it.each([
    ['webhookUrl', 'ftp://127.0.0.1/'],
    ['webhookUrl', 'http://user:password@127.0.0.1/'],
    ['webhookUrl', 'hook'],
    ['webhookSecret', 'short'],
    ['webhookSecret', 'with a blank in the middle'],
  ])('refuses %s %s', async (name, value) => {
    const { body } = await app.rest
      .patch('/api/v1/settings')
      .send({ [name]: value })
      .expect(400);
    expect(JSON.stringify(body)).toContain(name);
  });

  it('keeps the secret to itself', async () => {
    const { body } = await app.rest.patch('/api/v1/settings').send({ webhookSecret: SECRET }).expect(200);
    expect(body.webhookSecretSet).toBe(true);
    expect(JSON.stringify(body)).not.toContain(SECRET);
    expect(JSON.stringify((await app.rest.get('/api/v1/audit').expect(200)).body)).not.toContain(SECRET);
  });
});
