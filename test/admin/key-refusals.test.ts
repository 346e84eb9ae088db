import { type AdminTestApp, openAdmin } from './support';

const HOUR = 3_600_000;

let app: AdminTestApp;
/** The waits before answers, in milliseconds. */
let paused: number[];
beforeEach(async () => {
  paused = [];
  app = await openAdmin({
    change: () => ({ pause: async (milliseconds) => void paused.push(milliseconds) }),
  });
});
afterEach(() => app.close());

const by = (key: string) => app.anonymous.get('/api/v1/phones').set('Authorization', `Bearer ${key}`);
const lines = (event: string) => app.logged.filter(({ message }) => message.includes(`"event":"${event}"`));
const refusals = async () =>
  (await app.rest.get('/api/v1/audit?action=key-refused&limit=500').expect(200)).body.items;
const figure = async (reason: string) =>
  new RegExp(`^hotdesk_key_refusals_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(
    (await app.anonymous.get('/metrics')).text,
  )?.[1];

describe('wrong keys', () => {
  it('are logged, audited and counted, without the key', async () => {
    await by('hd_a-wrong-key-of-somebody').expect(401);
    expect(lines('key.refused')).toEqual([
      { level: 'info', message: expect.stringContaining('"source":"127.0.0.1","reason":"wrong-key"') },
    ]);
    expect(await refusals()).toEqual([
      expect.objectContaining({ actor: 'system', address: '127.0.0.1', details: { reason: 'wrong-key' } }),
    ]);
    expect(await figure('wrong-key')).toBe('1');
    expect(JSON.stringify([app.logged, await app.db('hotdesk_audit')])).not.toContain('a-wrong-key');
  });

  it('slow their source, with the same answer, and leave one storm line and a few audit entries', async () => {
    const first = await by('wrong-0').expect(401);
    for (let number = 1; number < 60; number += 1) {
      const { status, body } = await by(`wrong-${number}`);
      expect([status, body]).toEqual([401, first.body]);
    }
    expect(paused).toEqual(Array(41).fill(2_000));
    expect(lines('key.refused')).toHaveLength(19);
    expect(lines('key.storm')).toEqual([
      {
        level: 'warn',
        message: 'key storm {"event":"key.storm","source":"127.0.0.1","reason":"wrong-key"}',
      },
    ]);
    expect(await refusals()).toHaveLength(19);
    expect(await figure('wrong-key')).toBe('60');
  });

  it('of others at the same address never slow a right key', async () => {
    for (let number = 0; number < 30; number += 1) await by(`wrong-${number}`).expect(401);
    paused = [];
    await app.rest.get('/api/v1/phones').expect(200);
    expect(paused).toEqual([]);
  });

  it('are logged and audited again on the day after a flood', async () => {
    for (let number = 0; number < 500; number += 1) await by(`wrong-${number}`).expect(401);
    app.later(HOUR);
    for (let number = 0; number < 30; number += 1) await by(`wrong-${number}`).expect(401);
    expect([lines('key.refused').length, lines('key.storm').length]).toEqual([38, 2]);
    expect(await refusals()).toHaveLength(38);
  });

  it('are forgiven with time', async () => {
    for (let number = 0; number < 30; number += 1) await by(`wrong-${number}`).expect(401);
    app.later(HOUR);
    paused = [];
    await by('wrong').expect(401);
    expect(paused).toEqual([]);
  });
});

it('a request without a key is only counted: it is a browser that has none yet', async () => {
  for (let number = 0; number < 30; number += 1) await app.anonymous.get('/api/v1/phones').expect(401);
  expect([lines('key.refused'), await refusals(), paused]).toEqual([[], [], []]);
  expect(await figure('no-key')).toBe('30');
});

it('a key whose scope is too small is logged by its name, audited and counted, within limits', async () => {
  const { body: key } = await app.rest
    .post('/api/v1/keys')
    .send({ name: 'wallboard', scopes: ['read'] })
    .expect(201);
  for (let number = 0; number < 30; number += 1)
    await app.anonymous
      .patch('/api/v1/settings')
      .set('Authorization', `Bearer ${key.key}`)
      .send({ sipPort: 5070 })
      .expect(403);
  const entries = await refusals();
  expect(entries).toHaveLength(20);
  expect(entries[0]).toMatchObject({
    actor: 'key wallboard',
    details: { reason: 'insufficient-scope', scope: 'manage', scopes: ['read'] },
  });
  expect(lines('key.refused')).toHaveLength(20);
  expect(lines('key.refused')[0]?.message).toContain('"key":"wallboard","scope":"manage"');
  expect([await figure('insufficient-scope'), paused]).toEqual(['30', []]);
});
