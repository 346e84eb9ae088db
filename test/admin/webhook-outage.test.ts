import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebhook } from '../../src/admin/events/webhook';
import type { Webhook, WebhookDelivery } from '../../src/desk/ports/webhook';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { createEncryptor } from '../../src/lib/encryption';
import { eventually } from '../test-app';
import { session } from './samples';

/** Requests that the receiver has not answered yet. */
let waiting: ServerResponse[];
let received: number;
let receiver: Server;
let webhook: Webhook;

beforeEach(async () => {
  waiting = [];
  received = 0;
  receiver = createServer((request, response) => {
    received += 1;
    request.resume();
    waiting.push(response);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const encryptor = createEncryptor(Buffer.alloc(32, 3));
  const { port } = receiver.address() as AddressInfo;
  const webhookUrl = encryptor.encrypt(`http://127.0.0.1:${port}/`);
  webhook = createWebhook({
    settings: async () => ({ ...DEFAULT_DESK_SETTINGS, webhookUrl }),
    decrypt: (text) => encryptor.decrypt(text),
    targets: { allowPrivate: true, ownPorts: () => [] },
    log: { warn: () => {} },
  });
});
afterEach(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const deliver = (id: number) =>
  webhook
    .deliver({
      id,
      type: 'session-ended',
      at: 1,
      session: session(1),
      reason: null,
    } satisfies WebhookDelivery)
    .then(
      () => 'delivered',
      () => 'failed',
    );

/** Waits for these requests and answers them. */
async function answer(status: number, count = 1): Promise<void> {
  await eventually(async () => waiting.length === count);
  for (const response of waiting.splice(0)) response.writeHead(status).end();
}

test.each([500, 503, 429])(
  'after %s, deliveries are tried one at a time until one is accepted',
  async (status) => {
    const first = deliver(1);
    await answer(status);
    expect(await first).toBe('failed');

    const trial = deliver(2);
    await eventually(async () => waiting.length === 1);
    expect(await Promise.all([deliver(3), deliver(4), deliver(5)])).toEqual(['failed', 'failed', 'failed']);
    expect(received).toBe(2);
    await answer(status);
    expect(await trial).toBe('failed');

    const accepted = deliver(6);
    await answer(204);
    expect(await accepted).toBe('delivered');

    const together = [deliver(7), deliver(8)];
    await answer(204, 2);
    expect(await Promise.all(together)).toEqual(['delivered', 'delivered']);
  },
);

test('an event that the receiver refuses holds up no other', async () => {
  const refused = deliver(1);
  await answer(400);
  expect(await refused).toBe('failed');
  const together = [deliver(2), deliver(3)];
  await answer(204, 2);
  expect(await Promise.all(together)).toEqual(['delivered', 'delivered']);
});
