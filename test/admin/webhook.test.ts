import { createHmac } from 'node:crypto';
import { createWebhook } from '../../src/admin/events/webhook';
import {
  checkedLookup,
  ForbiddenTargetError,
  isPrivateTarget,
  type WebhookTargets,
} from '../../src/admin/events/webhook-target';
import type { WebhookDelivery } from '../../src/desk/ports/webhook';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../../src/desk/settings';
import { createEncryptor } from '../../src/lib/encryption';
import { session } from './samples';
import { HIDDEN_REASON, openWebhookReceiver, type WebhookReceiver } from './webhook-receiver';

let receiver: WebhookReceiver;
/** The reasons of failed deliveries, in the log of the service. */
let logged: string[];
beforeEach(async () => {
  logged = [];
  receiver = await openWebhookReceiver();
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

/** The timeout only guards against a hang: a busy machine may take seconds to answer. */
function deliver(
  settings: Partial<DeskSettings>,
  delivery = DELIVERY,
  timeoutMs = 50_000,
  targets: Partial<WebhookTargets> = {},
): Promise<void> {
  const webhookUrl = ENCRYPTOR.encrypt(receiver.url);
  const all = { ...DEFAULT_DESK_SETTINGS, webhookUrl, ...settings };
  return createWebhook({
    settings: async () => all,
    decrypt: ENCRYPTOR.decrypt,
    targets: { allowPrivate: true, ownPorts: () => [], ...targets },
    log: { warn: ({ error }) => void logged.push(String(error)) },
    timeoutMs,
  }).deliver(delivery);
}

describe('a webhook', () => {
  it('receives session events as JSON by POST, without secrets of the phone', async () => {
    await deliver({});
    expect(receiver.received).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = receiver.received;
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

  it('receives the reason why a session is not verified', async () => {
    await deliver({}, { ...DELIVERY, type: 'session-unverified', reason: 'not-registered' });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ reason: 'not-registered' });
  });

  it('can verify the sender by the signature', async () => {
    await deliver({ webhookSecret: ENCRYPTOR.encrypt(SECRET) });
    const [delivery] = receiver.received;
    const hmac = createHmac('sha256', SECRET)
      .update(delivery?.body ?? '')
      .digest('hex');
    expect(delivery?.headers['x-hotdesk-signature']).toBe(`sha256=${hmac}`);
  });

  it('receives nothing if its secret or URL cannot be decrypted', async () => {
    const other = createEncryptor(Buffer.alloc(32, 4)).encrypt(SECRET);
    await expect(deliver({ webhookSecret: other })).rejects.toThrow('encrypted with another key');
    await expect(deliver({ webhookUrl: other })).rejects.toThrow('webhookUrl was encrypted with another key');
    expect(receiver.received).toEqual([]);
  });

  it('receives nothing if no URL is set', async () => {
    await deliver({ webhookUrl: null });
    expect(receiver.received).toEqual([]);
  });

  it.each([301, 404, 500])(
    'that answers %d fails the delivery, and redirects are not followed',
    async (status) => {
      receiver.status = status;
      await expect(deliver({})).rejects.toThrow(HIDDEN_REASON);
      expect(logged).toEqual([`the webhook answered ${status}`]);
      expect(receiver.received.map(({ path }) => path)).toEqual(['POST /hook?of=hotdesk']);
    },
  );

  it('that never answers fails the delivery', async () => {
    receiver.status = null;
    await expect(deliver({}, DELIVERY, 100)).rejects.toThrow(HIDDEN_REASON);
    expect(logged).toEqual(['the webhook does not answer: timeout after 0.1 seconds']);
  });

  it('that is unreachable fails the delivery without showing its URL', async () => {
    await receiver.close();
    const error = await deliver({ webhookUrl: ENCRYPTOR.encrypt(`${receiver.url}&key=of-theirs`) }).then(
      () => null,
      (reason: unknown) => String(reason),
    );
    expect(error).toBe(`Error: ${HIDDEN_REASON}`);
    expect(logged).toEqual(['the webhook does not answer: ECONNREFUSED']);
    receiver = await openWebhookReceiver();
  });
});

describe('the target of a webhook', () => {
  const port = () => Number(new URL(receiver.url).port);
  const to = (url: string, targets: Partial<WebhookTargets> = {}) =>
    deliver({ webhookUrl: ENCRYPTOR.encrypt(url) }, DELIVERY, 5_000, targets);

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://0.0.0.0/',
    'http://2851995648/',
    'http://224.0.0.1/',
  ])('is never link-local, metadata or reserved: %s', async (url) => {
    await expect(to(url)).rejects.toThrow('never go to link-local or reserved addresses');
  });

  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '[::1]', '[::ffff:127.0.0.1]'])(
    'is never a port of this service: %s',
    async (host) => {
      const own = { ownPorts: () => [port()] };
      await expect(to(`http://${host}:${port()}/`, own)).rejects.toThrow('a port of this service');
      expect(receiver.received).toEqual([]);
    },
  );

  it.each(['127.0.0.1', 'localhost', '[::1]', '10.0.0.1', '192.168.1.1', '[fd12::1]', '100.64.0.1'])(
    'is not private where only public addresses are allowed: %s',
    async (host) => {
      const only = { allowPrivate: false };
      await expect(to(`http://${host}:${port()}/`, only)).rejects.toThrow('allows only public addresses');
      expect(receiver.received).toEqual([]);
    },
  );

  it('may be on the machine or in the network of the PBX by default', async () => {
    await to(`http://localhost:${port()}/hook`);
    expect(receiver.received.map(({ path }) => path)).toEqual(['POST /hook']);
  });

  it('is checked by each address of its name, and the connection goes to a checked one', async () => {
    const checked: string[] = [];
    const lookup = checkedLookup((address) => {
      checked.push(address);
      if (address === '::1' || address === '127.0.0.1') throw new ForbiddenTargetError('no');
    });
    const found = await new Promise((resolve) =>
      lookup('localhost', { all: true }, (error, address) => resolve(error ?? address)),
    );
    expect(found).toBeInstanceOf(ForbiddenTargetError);
    expect(checked.length).toBeGreaterThan(0);
  });

  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['fd12::1', true],
    ['203.0.113.5', false],
    ['2001:db8::5', false],
  ])('%s is private: %s, so that only the log says what it answered', (address, expected) => {
    expect(isPrivateTarget(address)).toBe(expected);
  });
});
