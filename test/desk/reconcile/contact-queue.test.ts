import type { ContactChange } from '../../../src/desk/ports/asterisk';
import { createContactQueue } from '../../../src/desk/reconcile/contact-queue';
import { eventually, openTestApp, recordLog, SILENT } from '../../test-app';

const EVENTS = 20_000;

const changeOf = (contact: number, present = true): ContactChange => ({
  endpoint: String(contact),
  technology: 'pjsip',
  uri: `sip:${contact}@192.0.2.1:5060`,
  present,
});

/** A queue whose work waits until `release`. */
function heldQueue(maxWaiting?: number) {
  const handled: ContactChange[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const log = recordLog();
  const queue = createContactQueue(
    async (change) => {
      handled.push(change);
      await held;
    },
    { log, clock: Date.now },
    maxWaiting,
  );
  return { queue, handled, log, release: () => release() };
}

test('of many changes of one contact only the newest waits', async () => {
  const { queue, handled, release } = heldQueue();
  queue.add(changeOf(1));
  await Promise.resolve();
  for (let event = 0; event < EVENTS; event++) queue.add(changeOf(event % 10, event < EVENTS - 10));
  release();
  await queue.idle();
  expect(handled).toHaveLength(11);
  expect(handled.slice(1).every(({ present }) => !present)).toBe(true);
});

test('changes of other contacts keep their order, one at a time', async () => {
  const order: string[] = [];
  const queue = createContactQueue(
    async ({ endpoint }) => {
      order.push(`begins ${endpoint}`);
      await Promise.resolve();
      order.push(`ends ${endpoint}`);
    },
    { log: SILENT, clock: Date.now },
  );
  for (const contact of [2, 1, 3]) queue.add(changeOf(contact));
  await queue.idle();
  expect(order).toEqual([2, 1, 3].flatMap((each) => [`begins ${each}`, `ends ${each}`]));
});

test('more contacts than fit are dropped, with one line in the log, and it works again afterwards', async () => {
  const { queue, handled, log, release } = heldQueue(3);
  for (let event = 0; event < EVENTS; event++) queue.add(changeOf(event));
  queue.add(changeOf(1, false));
  release();
  await queue.idle();
  expect(handled.map(({ endpoint }) => endpoint)).toEqual(['0', '1', '2']);
  expect(handled[1]?.present).toBe(false);
  queue.add(changeOf(9));
  await queue.idle();
  expect(handled).toHaveLength(4);
  expect(log.events()).toEqual(['contact.queue-full']);
});

test('of one endpoint with many contacts only the newest wait, and others keep their places', async () => {
  const { queue, handled, log, release } = heldQueue(50);
  const contactOf = (port: number) => ({ ...changeOf(1001), uri: `sip:1001@192.0.2.9:${port}` });
  for (let port = 1; port <= 100; port++) queue.add(contactOf(port));
  queue.add(changeOf(1002));
  release();
  await queue.idle();
  expect(handled.map(({ uri }) => uri)).toEqual([
    ...Array.from({ length: 20 }, (_, at) => contactOf(81 + at).uri),
    changeOf(1002).uri,
  ]);
  expect(log.events()).toEqual(['contact.queue-full']);
});

test('a failure is logged and blocks nothing', async () => {
  const handled: string[] = [];
  const log = recordLog();
  const queue = createContactQueue(
    async ({ endpoint }) => {
      handled.push(endpoint);
      if (endpoint === '1') throw new Error('no database');
    },
    { log, clock: Date.now },
  );
  for (const contact of [1, 2]) queue.add(changeOf(contact));
  await queue.idle();
  expect([handled, log.events()]).toEqual([['1', '2'], ['contact.check-failed']]);
});

test('failures of one endpoint that go on leave a few lines, and one of another is still logged', async () => {
  const log = recordLog();
  const failing = async () => {
    throw new Error('no database');
  };
  const queue = createContactQueue(failing, { log, clock: () => 1 });
  for (const contact of [...Array(50).fill(1), 2]) {
    queue.add(changeOf(contact));
    await queue.idle();
  }
  expect(log.events()).toEqual(Array(4).fill('contact.check-failed'));
});

test('a storm of events of one contact costs the desk a few queries', async () => {
  const app = await openTestApp();
  try {
    const lookUps = jest.spyOn(app.store, 'lastSessionOfEndpoint');
    const register = (extension: number) =>
      app.asterisk.register({ ...changeOf(extension), address: '192.0.2.1', port: 5060, userAgent: '' });
    const isLookedUp = (extension: number) =>
      lookUps.mock.calls.some(([endpoint]) => endpoint === String(extension));
    await eventually(() => {
      register(1001);
      return isLookedUp(1001);
    });
    for (let event = 0; event < EVENTS; event++) register(1002);
    register(1003);
    await eventually(() => isLookedUp(1003), 50_000);
    expect(lookUps.mock.calls.filter(([endpoint]) => endpoint === '1002')).toHaveLength(1);
  } finally {
    await app.close();
  }
});
