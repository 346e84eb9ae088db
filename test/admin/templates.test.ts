import { type AdminTestApp, makeTemplate, openAdmin } from './support';

const PATH = '/api/v1/templates';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(() => app.close());

const FULL = {
  brand: 'yealink',
  name: 'Büro 1 <&>',
  isDefault: true,
  settings: {
    language: 'pt-BR',
    timezone: 'Europe/Rome',
    ntpServer: 'ntp.example.com',
    voicemailNumber: '*97',
  },
  keys: [
    { kind: 'line', value: '', label: '' },
    { kind: 'blf', value: '1002', label: 'Bob "B" Brown' },
  ],
  overrides: { 'phone_setting.backlight_time': '60', 'features.dnd': '' },
};

describe('templates', () => {
  it('are created, read, listed by brand and name, changed and deleted', async () => {
    const made = await app.rest.post(PATH).send(FULL).expect(201);
    const { id } = made.body;
    expect(made.headers.location).toBe(`${PATH}/${id}`);
    const settings = { ...FULL.settings, phoneAdminPasswordSet: false };
    const shown = { ...FULL, id, settings, unknownOverrides: Object.keys(FULL.overrides) };
    expect(made.body).toEqual(shown);
    expect((await app.rest.get(`${PATH}/${id}`).expect(200)).body).toEqual(shown);

    await makeTemplate(app, 'yealink', 'A');
    await makeTemplate(app, 'sangoma', 'Z');
    const all = (await app.rest.get(PATH).expect(200)).body.items;
    expect(all.map(({ name }: { name: string }) => name)).toEqual(['Z', 'A', 'Büro 1 <&>']);
    const some = (await app.rest.get(`${PATH}?brand=sangoma`).expect(200)).body.items;
    expect(some.map(({ name }: { name: string }) => name)).toEqual(['Z']);

    const change = { name: 'standard', keys: [], overrides: { 'features.dnd': '1' } };
    const changed = await app.rest.patch(`${PATH}/${id}`).send(change).expect(200);
    expect(changed.body).toEqual({ ...shown, ...change, unknownOverrides: ['features.dnd'] });

    await app.rest.delete(`${PATH}/${id}`).expect(204);
    const gone = await app.rest.get(`${PATH}/${id}`).expect(404);
    expect(gone.body.code).toBe('not-found');
  });

  it('are listed in pages', async () => {
    for (const name of ['a', 'b', '張'.repeat(64)]) await makeTemplate(app, 'yealink', name);
    await makeTemplate(app, 'sangoma', 'z');
    const names: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await app.rest.get(`${PATH}?limit=1${cursor}`).expect(200);
      names.push(...body.items.map(({ name }: { name: string }) => name));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(names).toEqual(['z', 'a', 'b', '張'.repeat(64)]);
  });

  it('mark override names that no config of the brand holds, and keep them', async () => {
    const overrides = { 'account.1.label': 'x', 'account.1.lable': 'x' };
    const { body } = await app.rest
      .post(PATH)
      .send({ brand: 'yealink', name: 'typo', overrides })
      .expect(201);
    expect(body).toMatchObject({ overrides, unknownOverrides: ['account.1.lable'] });
    const templateId = body.id;
    const mapping = { extension: '1001', brand: 'yealink', templateId, overrides };
    const mapped = await app.rest.post('/api/v1/mappings').send(mapping).expect(201);
    expect(mapped.body.unknownOverrides).toEqual(['account.1.lable']);
  });

  it('have defaults for every field but brand and name', async () => {
    const { body } = await app.rest.post(PATH).send({ brand: 'sangoma', name: 'plain' }).expect(201);
    expect(body).toMatchObject({
      isDefault: false,
      settings: { phoneAdminPasswordSet: false },
      keys: [],
      overrides: {},
    });
  });

  it('have one default per brand: the last one created or changed', async () => {
    const defaults = async () => {
      const { items } = (await app.rest.get(PATH)).body;
      return items
        .filter((template: { isDefault: boolean }) => template.isDefault)
        .map((template: { brand: string; name: string }) => `${template.brand} ${template.name}`);
    };
    const add = (brand: string, name: string) =>
      app.rest.post(PATH).send({ brand, name, isDefault: true }).expect(201);
    const first = await add('yealink', 'one');
    await add('sangoma', 'one');
    await add('yealink', 'two');
    expect(await defaults()).toEqual(['sangoma one', 'yealink two']);
    await app.rest.patch(`${PATH}/${first.body.id}`).send({ isDefault: true }).expect(200);
    expect(await defaults()).toEqual(['sangoma one', 'yealink one']);
    await app.rest.patch(`${PATH}/${first.body.id}`).send({ isDefault: false }).expect(200);
    expect(await defaults()).toEqual(['sangoma one']);
  });

  it('change single options: null removes one, absent ones stay', async () => {
    const { body } = await app.rest.post(PATH).send(FULL).expect(201);
    const change = { settings: { language: null, voicemailNumber: '*98' } };
    const changed = await app.rest.patch(`${PATH}/${body.id}`).send(change).expect(200);
    expect(changed.body.settings).toEqual({
      timezone: 'Europe/Rome',
      ntpServer: 'ntp.example.com',
      voicemailNumber: '*98',
      phoneAdminPasswordSet: false,
    });
  });

  it('never show the admin password of their phones', async () => {
    const settings = { phoneAdminPassword: 'keep-this-quiet' };
    const made = await app.rest
      .post(PATH)
      .send({ ...FULL, settings })
      .expect(201);
    const at = `${PATH}/${made.body.id}`;
    const renamed = await app.rest.patch(at).send({ name: 'other' }).expect(200);
    for (const { text } of [made, renamed, await app.rest.get(PATH), await app.rest.get('/api/v1/audit')]) {
      expect(text).not.toContain('keep-this-quiet');
    }
    expect(renamed.body.settings).toEqual({ phoneAdminPasswordSet: true });
    expect((await app.store.template(made.body.id))?.settings).toEqual(settings);
    const off = await app.rest
      .patch(at)
      .send({ settings: { phoneAdminPassword: null } })
      .expect(200);
    expect(off.body.settings).toEqual({ phoneAdminPasswordSet: false });
  });

  it('have unique names per brand', async () => {
    await makeTemplate(app, 'yealink', 'standard');
    await makeTemplate(app, 'sangoma', 'standard');
    const other = await makeTemplate(app, 'yealink', 'other');
    const again = await app.rest.post(PATH).send({ brand: 'yealink', name: 'standard' }).expect(409);
    expect(again.body.code).toBe('template-exists');
    const renamed = await app.rest.patch(`${PATH}/${other}`).send({ name: 'standard' }).expect(409);
    expect(renamed.body.code).toBe('template-exists');
    await app.rest.patch(`${PATH}/${other}`).send({ name: 'other' }).expect(200);
  });

  it('that are created at the same time with the same name: one is created, the others are refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.rest.post(PATH).send({ brand: 'yealink', name: 'one' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('cannot be deleted while a mapping uses them', async () => {
    const id = await makeTemplate(app, 'yealink', 'standard');
    const mapping = { extension: '1001', brand: 'yealink', templateId: id };
    const mapped = await app.rest.post('/api/v1/mappings').send(mapping).expect(201);
    const { body } = await app.rest.delete(`${PATH}/${id}`).expect(409);
    expect(body).toMatchObject({
      code: 'template-in-use',
      detail: 'Mappings that use this template: 1.',
    });
    await app.rest.delete(`/api/v1/mappings/${mapped.body.id}`).expect(204);
    await app.rest.delete(`${PATH}/${id}`).expect(204);
  });

  it('of an unknown brand are refused', async () => {
    const { body } = await app.rest.post(PATH).send({ brand: 'acme', name: 'x' }).expect(422);
    expect(body.code).toBe('unknown-brand');
  });

  it('accept no parameter that would break the config files of their brand', async () => {
    const overrides = { 'P 1': 'x' };
    const made = await app.rest.post(PATH).send({ brand: 'sangoma', name: 'x', overrides }).expect(422);
    expect(made.body).toMatchObject({ code: 'invalid-parameter', detail: expect.stringContaining('"P 1"') });
    const id = await makeTemplate(app, 'sangoma', 'y');
    const changed = await app.rest.patch(`${PATH}/${id}`).send({ overrides }).expect(422);
    expect(changed.body.code).toBe('invalid-parameter');
    expect((await app.store.template(id))?.overrides).toEqual({});
  });

  it.each(['get', 'patch', 'delete'] as const)('that do not exist answer 404 to %s', async (method) => {
    const { body } = await app.rest[method](`${PATH}/77`).send(
      method === 'patch' ? { name: 'x' } : undefined,
    );
    expect(body.code).toBe('not-found');
  });

  it.each([
    { name: '' },
    { name: 'x'.repeat(65) },
    { name: 'a\u0000b' },
    { name: 'half \ud800' },
    { brand: 'sangoma' },
    { id: 7 },
    { isDefault: 1 },
    { settings: { language: '../../etc' } },
    { settings: { timezone: 'Moon/Base' } },
    { settings: { phoneAdminPassword: '' } },
    { settings: { wallpaper: 'cat' } },
    { settings: null },
    { keys: [{ kind: 'unknown' }] },
    { keys: [{ kind: 'blf', value: 'x'.repeat(129) }] },
    { keys: [{ kind: 'blf', label: 'two\nlines' }] },
    { keys: Array.from({ length: 201 }, () => ({ kind: 'none' })) },
    {
      keys: Array.from({ length: 200 }, () => ({
        kind: 'url',
        value: '€'.repeat(128),
        label: '€'.repeat(64),
      })),
    },
    { overrides: { 'a\nb': '1' } },
    { overrides: { 'P1><x': '1' } },
    { overrides: { '': '1' } },
    { overrides: { a: 1 } },
    { overrides: { a: 'x\r\ny' } },
    { overrides: { a: 'x'.repeat(2049) } },
    { overrides: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, 'x'.repeat(2000)])) },
    { overrides: ['a'] },
  ])('refuse the change %.60j', async (change) => {
    const id = await makeTemplate(app, 'yealink', 'standard');
    const { body } = await app.rest.patch(`${PATH}/${id}`).send(change).expect(400);
    expect(body.code).toBe('invalid-request');
    expect(body.errors.length).toBeGreaterThan(0);
  });
});
