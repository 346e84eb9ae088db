import { type AdminTestApp, openAdmin } from './support';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(() => app.close());

async function logIn(mac: string, extension: string) {
  const login = { extension, via: 'internal', trust: { address: '127.0.0.21' } };
  return (await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200)).body.session;
}

describe('sessions', () => {
  it('are listed in pages, newest first, and found by id', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const ids: string[] = [];
    for (const extension of ['1001', '1002', '1003', '99']) ids.unshift((await logIn(mac, extension)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await app.rest.get(`/api/v1/sessions?limit=3${next}`).expect(200);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next;
    } while (cursor !== null);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(4);
    const { body } = await app.rest.get(`/api/v1/sessions/${ids[1]}`).expect(200);
    expect(body).toMatchObject({ id: ids[1], extension: '1003', endReason: 'replaced' });
  });

  it('that started in the same millisecond are each listed once', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    for (const extension of ['1001', '1002', '1003', '99']) await logIn(mac, extension);
    await app.db('hotdesk_sessions').update({ requested_at: 1_700_000_000_000 });
    const first = (await app.rest.get('/api/v1/sessions?limit=2')).body;
    const second = (await app.rest.get(`/api/v1/sessions?limit=2&cursor=${first.next}`)).body;
    const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(second.next).toBeNull();
    expect(first.items[0].requestedAt).toBe('2023-11-14T22:13:20.000Z');
  });

  it('can be filtered by state, extension and phone', async () => {
    const one = await app.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    const two = await app.plugIn('yealink', 't46s', '805ec0000002', '127.0.0.22');
    await logIn(one, '1001');
    await logIn(two, '1001');
    await logIn(one, '1002');
    const found = async (query: string) =>
      (await app.rest.get(`/api/v1/sessions?${query}`).expect(200)).body.items
        .map(({ mac, extension, state }: Record<string, string>) => `${extension} ${mac?.slice(-1)} ${state}`)
        .sort();
    expect(await found('active=true')).toEqual(['1001 2 requested', '1002 1 requested']);
    expect(await found('active=false')).toEqual(['1001 1 ended']);
    expect(await found('extension=1001')).toEqual(['1001 1 ended', '1001 2 requested']);
    expect(await found(`mac=${two}`)).toEqual(['1001 2 requested']);
    expect(await found('extension=1001&active=true')).toEqual(['1001 2 requested']);
    await app.rest.get('/api/v1/sessions?active=yes').expect(400);
  });
});

describe('extensions', () => {
  it('are listed in numeric order, each once, with their sessions', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    await logIn(mac, '1002');
    const { body } = await app.rest.get('/api/v1/extensions').expect(200);
    expect(body.next).toBeNull();
    expect(body.items.map(({ number }: { number: string }) => number)).toEqual([
      '99',
      '1001',
      '1002',
      '1003',
      '1005',
    ]);
    expect(body.items[1]).toEqual({
      number: '1001',
      name: 'Alice Adams',
      hasMailbox: true,
      hasHotdeskPin: false,
      mustChangeHotdeskPin: false,
      session: null,
    });
    expect(body.items[2].session).toMatchObject({ mac, state: 'requested' });
    expect(body.items[3]).toMatchObject({ name: 'Carol Clark', hasMailbox: false });
  });

  it('are listed in pages', async () => {
    const first = (await app.rest.get('/api/v1/extensions?limit=3')).body;
    const second = (await app.rest.get(`/api/v1/extensions?limit=3&cursor=${first.next}`)).body;
    const numbers = [...first.items, ...second.items].map(({ number }: { number: string }) => number);
    expect(numbers).toEqual(['99', '1001', '1002', '1003', '1005']);
    expect(second.next).toBeNull();
  });
});

describe('brands', () => {
  it('list their features and models', async () => {
    const { items } = (await app.rest.get('/api/v1/brands').expect(200)).body;
    const byId = new Map(items.map((brand: { id: string }) => [brand.id, brand]));
    expect(byId.get('linphone')).toMatchObject({
      name: 'Linphone',
      createdByRest: true,
      hasLoginScreens: false,
    });
    expect(byId.get('sangoma')).toMatchObject({
      createdByRest: false,
      keepsUrl: true,
      hasLoginScreens: true,
      limitations: 'What Sangoma s-series cannot do.',
      models: expect.arrayContaining([
        {
          name: 's500',
          accounts: expect.any(Number),
          lineKeys: 35,
          softKeys: 4,
          applyMethods: expect.arrayContaining([
            { kind: 'notify', event: 'check-sync;reboot=false', reboots: false },
            { kind: 'poll', reboots: false },
          ]),
        },
      ]),
    });
  });
});

describe('the preview', () => {
  const ask = (query: string) => app.rest.get(`/api/v1/preview?${query}`);

  it('shows the config of a known phone, by its MAC', async () => {
    await app.plugIn('yealink', 't46s', '805ec0000001');
    const { body } = await ask('extension=1001&mac=80:5e:c0:00:00:01').expect(200);
    expect(body).toMatchObject({
      rule: 'built-in',
      template: null,
      mappingId: null,
      config: 'for 1001 on yealink t46s 805ec0000001',
      omittedKeys: [],
    });
  });

  it.each([
    ['extension=1001&brand=yealink', 'for 1001 on yealink null null'],
    ['extension=1001&brand=yealink&model=T46S', 'for 1001 on yealink t46s null'],
    ['extension=1001&brand=yealink&mac=805ec0000009', 'for 1001 on yealink null 805ec0000009'],
  ])('shows the config of any other phone, by brand and model: %s', async (query, config) => {
    expect((await ask(query).expect(200)).body.config).toBe(config);
  });

  it.each([
    ['extension=1001&mac=805ec0000009', 404, 'unknown-phone'],
    ['extension=1001&brand=acme', 422, 'unknown-brand'],
    ['extension=2222&brand=yealink', 422, 'unknown-extension'],
    ['extension=1001', 400, 'invalid-request'],
    ['brand=yealink', 400, 'invalid-request'],
    ['extension=1001&model=t46s', 400, 'invalid-request'],
    ['extension=1001&mac=805ec0000001&model=t46s', 400, 'invalid-request'],
    ['extension=1001&brand=yealink&secrets=true', 400, 'invalid-request'],
  ])('of %s is refused with %i %s', async (query, status, code) => {
    expect((await ask(query).expect(status)).body.code).toBe(code);
  });
});
