import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AuditEntry } from '../../src/desk/ports/audit';
import { type AdminTestApp, makeTemplate, openAdmin } from './support';

const PATH = '/api/v1/audit';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(() => app.close());

interface Shown {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly details: { readonly before?: object; readonly after?: object; readonly [name: string]: unknown };
}

const listed = async (query = ''): Promise<Shown[]> =>
  (await app.rest.get(`${PATH}${query}`).expect(200)).body.items;

/** The newest entry. */
async function newest(): Promise<Shown> {
  const [entry] = await listed('?limit=1');
  if (!entry) throw new Error('the audit is empty');
  return entry;
}

const add = (count: number, change: (number: number) => Partial<AuditEntry> = () => ({})): Promise<void> =>
  app.store.change(async (tx) => {
    for (let number = 0; number < count; number += 1) {
      const entry = {
        actor: 'system',
        action: 'test',
        mac: null,
        extension: null,
        address: null,
        details: {},
      };
      await tx.addAudit({ at: 1_700_000_000_000 + number, ...entry, ...change(number) });
    }
  });

describe('the audit', () => {
  it('is listed in pages, newest first', async () => {
    for (const sipPort of [5061, 5062, 5063])
      await app.rest.patch('/api/v1/settings').send({ sipPort }).expect(200);
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200);
    const first = (await app.rest.get(`${PATH}?limit=3`).expect(200)).body;
    const second = (await app.rest.get(`${PATH}?limit=3&cursor=${first.next}`).expect(200)).body;
    const actions = [...first.items, ...second.items].map(({ action }: Shown) => action);
    expect(actions).toEqual([
      ...['login', 'phone-enrolled', 'settings-changed'],
      ...['settings-changed', 'settings-changed'],
    ]);
    expect(first.items[0]).toEqual({
      id: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-/),
      actor: 'key first',
      action: 'login',
      mac,
      extension: '1001',
      address: '127.0.0.1',
      details: { session: expect.any(String), allowedBy: 'rest', via: 'internal' },
    });
    expect(second.next).toBeNull();
  });

  it('can be filtered by actor, action, extension, phone and time', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    await add(4, (number) => ({
      actor: number % 2 ? 'key a' : 'key b',
      action: number < 2 ? 'one' : 'two',
      extension: `100${number}`,
      mac: number === 3 ? mac : null,
    }));
    const found = async (query: string) => (await listed(`?${query}`)).length;
    expect(await found('actor=key%20a')).toBe(2);
    expect(await found('action=two')).toBe(2);
    expect(await found('extension=1001')).toBe(1);
    expect(await found(`mac=80:5e:c0:00:00:01`)).toBe(2);
    expect(await found('actor=key%20a&action=two')).toBe(1);
    expect(await found('action=three')).toBe(0);
    const since = encodeURIComponent('2023-11-14T23:13:20.002+01:00');
    expect((await listed(`?since=${since}`)).map(({ action }) => action)).toEqual([
      'two',
      'two',
      'phone-enrolled',
    ]);
  });

  it.each([
    'since=yesterday',
    'since=1700000000000',
    'since=2026-01-31',
    'mac=x',
    'extension=a',
    'actor=',
    'who=me',
  ])('refuses the filter %s', async (query) => {
    const { body } = await app.rest.get(`${PATH}?${query}`).expect(400);
    expect(body.code).toBe('invalid-request');
  });

  it('records refusals of the admin API, with the key and the address of the caller', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    await app.rest
      .post(`/api/v1/phones/${mac}/login`)
      .send({ extension: '1001', via: 'internal' })
      .expect(409);
    expect(await newest()).toMatchObject({
      actor: 'key first',
      action: 'login-refused',
      mac,
      extension: '1001',
      address: '127.0.0.1',
      details: { code: 'phone-not-trusted' },
    });
  });

  it('records an attempt to end the session of another phone with the same MAC', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200);
    await app.desk.logOut({ mac, token: app.pageToken(mac), address: '203.0.113.9' });
    expect(await newest()).toMatchObject({
      actor: `phone ${mac}`,
      action: 'logout-refused',
      extension: '1001',
      address: '203.0.113.9',
    });
  });
});

describe('a change is audited with old and new values', () => {
  it('of a template', async () => {
    const { body: made } = await app.rest.post('/api/v1/templates').send({
      brand: 'yealink',
      name: 'standard',
      settings: { language: 'de', phoneAdminPassword: 'password-of-phones' },
      keys: [
        {
          kind: 'url',
          value: 'http://joe:secret-of-joe@pbx.example.com/x?code=secret-of-joe',
          label: 'Gate',
        },
      ],
      overrides: { 'static.security.user_password': 'admin:secret-of-admin' },
    });
    const created = await newest();
    expect(created).toMatchObject({
      action: 'template-created',
      details: {
        brand: 'yealink',
        after: {
          name: 'standard',
          isDefault: false,
          settings: { language: 'de', phoneAdminPasswordSet: true },
          keys: [{ kind: 'url', value: 'http://pbx.example.com/********', label: 'Gate' }],
          overrides: { 'static.security.user_password': '********' },
        },
      },
    });
    const change = {
      name: 'other',
      overrides: { 'static.security.user_password': 'admin:another' },
      keys: [],
    };
    await app.rest.patch(`/api/v1/templates/${made.id}`).send(change).expect(200);
    const changed = await newest();
    expect(changed.details).toEqual({
      resource: `/api/v1/templates/${made.id}`,
      brand: 'yealink',
      name: 'other',
      parameters: ['static.security.user_password'],
      before: {
        name: 'standard',
        keys: [{ kind: 'url', value: 'http://pbx.example.com/********', label: 'Gate' }],
      },
      after: { name: 'other', keys: [] },
    });
    await app.rest.delete(`/api/v1/templates/${made.id}`).expect(204);
    expect((await newest()).details.before).toMatchObject({ name: 'other' });
    const text = JSON.stringify(await listed());
    for (const secret of ['secret-of-joe', 'secret-of-admin', 'another', 'password-of-phones'])
      expect(text).not.toContain(secret);
  });

  it('of a mapping', async () => {
    const templateId = await makeTemplate(app, 'yealink', 'one');
    const other = await makeTemplate(app, 'yealink', 'two');
    const mapping = { extension: '1001', brand: 'yealink', templateId, overrides: { a: 'secret-a' } };
    const { body } = await app.rest.post('/api/v1/mappings').send(mapping).expect(201);
    expect((await newest()).details.after).toMatchObject({
      templateId,
      model: null,
      overrides: { a: '********' },
    });
    const change = { templateId: other, overrides: { a: 'secret-b', b: 'secret-c' } };
    await app.rest.patch(`/api/v1/mappings/${body.id}`).send(change).expect(200);
    expect(await newest()).toMatchObject({
      extension: '1001',
      details: {
        parameters: ['a', 'b'],
        before: { templateId, overrides: { a: '********' } },
        after: { templateId: other, overrides: { a: '********', b: '********' } },
      },
    });
    expect(JSON.stringify(await listed())).not.toMatch(/secret-[abc]/);
  });

  it('of a phone', async () => {
    const mac = '805ec0000007';
    await app.rest.post('/api/v1/phones').send({ brand: 'yealink', mac, label: 'Hall' }).expect(201);
    expect((await newest()).details.after).toEqual({ brand: 'yealink', model: null, label: 'Hall' });
    await app.rest.patch(`/api/v1/phones/${mac}`).send({ label: 'Lobby' }).expect(200);
    expect(await newest()).toMatchObject({
      details: { before: { label: 'Hall' }, after: { label: 'Lobby' } },
    });
    await app.rest.delete(`/api/v1/phones/${mac}`).expect(204);
    expect((await newest()).details.before).toEqual({ brand: 'yealink', model: null, label: 'Lobby' });
  });

  it('of a key', async () => {
    const { body } = await app.rest.post('/api/v1/keys').send({ name: 'wallboard', scopes: ['operate'] });
    const scopes = ['read', 'operate'];
    expect(await newest()).toMatchObject({
      action: 'key-created',
      details: { name: 'wallboard', after: { scopes } },
    });
    await app.rest.delete(`/api/v1/keys/${body.id}`).expect(204);
    expect(await newest()).toMatchObject({
      action: 'key-revoked',
      details: { name: 'wallboard', before: { scopes } },
    });
  });
});

it('entries never change: one file adds and reads them, and only the retention and a restore delete them', () => {
  const src = path.resolve(__dirname, '../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const naming = files.filter((file) => readFileSync(path.join(src, file), 'utf8').includes('hotdesk_audit'));
  // backup-tables.ts reads and replaces all tables as a whole; retention.ts deletes only entries that are older than the retention.
  expect(naming).toEqual([
    path.join('store', 'audit.ts'),
    path.join('store', 'backup-tables.ts'),
    path.join('store', 'retention.ts'),
  ]);
  expect(readFileSync(path.join(src, 'store/audit.ts'), 'utf8')).not.toMatch(
    /\.(update|delete|del|truncate|merge|raw)\(/,
  );
});
