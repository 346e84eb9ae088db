import type { Mac } from '../../src/lib/mac';
import { type AdminTestApp, openAdmin, PIN_OF_ALICE } from './support';

const PATH = '/api/v1/lockouts';
const ADDRESS = '127.0.0.21';

let app: AdminTestApp;
let mac: Mac;
beforeEach(async () => {
  app = await openAdmin();
  mac = await app.plugIn('yealink', 't46s', '805ec0000001', ADDRESS);
});
afterEach(() => app.close());

/** Types this password so many times; answers the outcome of the last attempt. */
async function type(extension: string, password: string, times = 1, address = ADDRESS): Promise<unknown> {
  const token = app.pageToken(mac);
  const request = { mac, extension, password, via: 'internal' as const, token, address };
  let outcome: unknown;
  for (let attempt = 0; attempt < times; attempt += 1) outcome = await app.desk.logIn(request);
  return outcome;
}

const listed = async (query = '') => (await app.rest.get(`${PATH}${query}`).expect(200)).body.items;

/** A verified login of the phone at its address: from then on the phone is known there. */
async function makeKnown(): Promise<void> {
  await type('1002', '471102');
  await app.db('hotdesk_sessions').update({ verified_at: 1, phone_address: ADDRESS });
}

describe('lockouts', () => {
  it('list who is locked out now, and until when', async () => {
    expect(await listed()).toEqual([]);
    await type('1001', 'wrong', 2);
    expect(await listed()).toEqual([]);
    const before = Date.now();
    await type('1001', 'wrong', 2);
    const items = await listed();
    expect(items).toEqual([
      {
        subject: 'extension',
        extension: '1001',
        mac: null,
        address: null,
        failures: 3,
        until: expect.stringMatching(/Z$/),
      },
    ]);
    expect(Date.parse(items[0].until)).toBeGreaterThanOrEqual(before + 29_000);
    app.later(30_000);
    expect(await listed()).toEqual([]);
  });

  it('of a known phone are counted separately', async () => {
    await makeKnown();
    await type('1001', 'wrong', 5);
    expect(await listed()).toEqual([
      expect.objectContaining({ subject: 'admin-at-phone', mac, address: ADDRESS, failures: 5 }),
      expect.objectContaining({ subject: 'extension-at-phone', extension: '1001', mac, address: ADDRESS }),
    ]);
  });

  it('are listed in pages, and by extension', async () => {
    for (const extension of ['1001', '1002', '1003'])
      await type(extension, 'wrong', 3, `192.0.2.${extension[3]}`);
    const names = (items: { subject: string; extension: string | null }[]) =>
      items.map(({ subject, extension }) => `${subject} ${extension}`);
    const first = (await app.rest.get(`${PATH}?limit=2`).expect(200)).body;
    const second = (await app.rest.get(`${PATH}?limit=2&cursor=${first.next}`).expect(200)).body;
    expect(names([...first.items, ...second.items])).toEqual([
      'admin null',
      'extension 1001',
      'extension 1002',
      'extension 1003',
    ]);
    expect(second.next).toBeNull();
    expect(names(await listed('?extension=1002'))).toEqual(['extension 1002']);
  });
});

describe('lifting lockouts', () => {
  it('of an extension lets its user log in at once at any phone, and is audited', async () => {
    await type('1001', 'wrong', 3);
    expect(await type('1001', PIN_OF_ALICE)).toEqual({ refused: 'locked-out' });
    const { body } = await app.rest.delete(`${PATH}/1001`).expect(200);
    expect(body).toEqual({ lifted: 1 });
    expect(await listed('?extension=1001')).toEqual([]);
    expect(await type('1001', PIN_OF_ALICE)).toMatchObject({ extension: '1001', state: 'requested' });
    const { items } = (await app.rest.get('/api/v1/audit?action=lockouts-lifted')).body;
    expect(items).toEqual([
      expect.objectContaining({
        actor: 'key first',
        address: '127.0.0.1',
        extension: '1001',
        mac: null,
        details: { resource: PATH, counters: 1 },
      }),
    ]);
  });

  it('of an extension keeps those of other extensions, even if one number starts with the other', async () => {
    await type('1001', 'wrong', 3, '192.0.2.1');
    await type('10012', 'wrong', 3, '192.0.2.2');
    await app.rest.delete(`${PATH}/1001`).expect(200);
    expect((await listed()).map(({ extension }: { extension: string }) => extension)).toContain('10012');
    expect(await type('10012', 'wrong')).toEqual({ refused: 'locked-out' });
  });

  it.each([
    ['an address', (): string => `address=${ADDRESS}`],
    ['an address in another notation', () => `address=::ffff:${ADDRESS}`],
    ['a phone', () => `mac=${mac}`],
    ['everybody', () => 'all=true'],
  ])('by %s lets the phone try again', async (_what, query) => {
    await makeKnown();
    await type('1001', 'wrong', 5);
    expect(await type('1001', PIN_OF_ALICE)).toEqual({ refused: 'locked-out' });
    const { body } = await app.rest.delete(`${PATH}?${query()}`).expect(200);
    expect(body.lifted).toBeGreaterThan(1);
    expect(await listed()).toEqual([]);
    expect(await type('1001', PIN_OF_ALICE)).toMatchObject({ extension: '1001' });
  });

  it('of an extension that logged in too often lets it log in again', async () => {
    await makeKnown();
    const outcomes = [];
    for (let login = 0; login < 21; login += 1) outcomes.push(await type('1001', PIN_OF_ALICE));
    expect(outcomes.at(19)).toMatchObject({ extension: '1001' });
    expect(outcomes.at(20)).toEqual({ refused: 'locked-out' });
    const [logins] = await listed('?extension=1001');
    expect(logins).toMatchObject({ subject: 'logins', extension: '1001', mac: null, failures: 20 });
    expect((await app.rest.delete(`${PATH}/1001`).expect(200)).body).toEqual({ lifted: 1 });
    expect(await listed()).toEqual([]);
    expect(await type('1001', PIN_OF_ALICE)).toMatchObject({ extension: '1001' });
  });

  it('that do not exist changes nothing and is not audited', async () => {
    const { body } = await app.rest.delete(`${PATH}/1001`).expect(200);
    expect(body).toEqual({ lifted: 0 });
    await app.rest.delete(`${PATH}?address=2001:db8::1`).expect(200);
    expect((await app.rest.get('/api/v1/audit?action=lockouts-lifted')).body.items).toEqual([]);
  });

  it.each([
    '',
    '?all=false',
    `?address=${ADDRESS}&all=true`,
    '?address=here',
    '?mac=x',
    '?address=fe80::1%25eth0',
  ])('by DELETE %s is refused and changes nothing', async (query) => {
    await type('1001', 'wrong', 3);
    const { body } = await app.rest.delete(`${PATH}${query}`).expect(400);
    expect(body.code).toBe('invalid-request');
    expect(await listed()).toHaveLength(1);
  });
});

it('the audit records a long lockout and its subject', async () => {
  await type('1001', 'wrong', 3);
  for (let more = 0; more < 3; more += 1) {
    app.later(3 * 3_600_000);
    await type('1001', 'wrong');
  }
  const { items } = (await app.rest.get('/api/v1/audit?action=locked-out')).body;
  expect(items).toEqual([
    expect.objectContaining({
      actor: `phone ${mac}`,
      extension: '1001',
      address: ADDRESS,
      details: { subject: 'extension 1001' },
    }),
  ]);
});
