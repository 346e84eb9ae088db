import { type AdminTestApp, makeTemplate, openAdmin } from './support';

const PATH = '/api/v1/mappings';

let app: AdminTestApp;
let yealink: number;
let sangoma: number;
beforeEach(async () => {
  app = await openAdmin();
  yealink = await makeTemplate(app, 'yealink', 'standard');
  sangoma = await makeTemplate(app, 'sangoma', 'standard');
});
afterEach(() => app.close());

const map = (mapping: object) => app.rest.post(PATH).send(mapping);

describe('mappings', () => {
  it('are created, read, changed and deleted', async () => {
    const mapping = { extension: '1001', brand: 'yealink', templateId: yealink };
    const made = await map(mapping).expect(201);
    const at = `${PATH}/${made.body.id}`;
    expect(made.headers.location).toBe(at);
    const unset = { model: null, mac: null, overrides: {}, unknownOverrides: [] };
    const shown = { id: made.body.id, ...mapping, ...unset };
    expect(made.body).toEqual(shown);
    expect((await app.rest.get(at).expect(200)).body).toEqual(shown);

    const change = { model: 't46s', mac: '805ec0000001', overrides: { 'account.2.label': '1' } };
    const changed = await app.rest.patch(at).send(change).expect(200);
    expect(changed.body).toEqual({ ...shown, ...change });
    const back = await app.rest.patch(at).send({ model: null }).expect(200);
    expect(back.body).toEqual({ ...shown, ...change, model: null });

    await app.rest.delete(at).expect(204);
    await app.rest.get(at).expect(404);
  });

  it.each(['80:5E:C0:00:00:01', '80-5e-c0-00-00-01', '805E.C000.0001', '805EC0000001'])(
    'store the MAC %s as 12 hex digits',
    async (mac) => {
      const { body } = await map({ extension: '1001', brand: 'yealink', templateId: yealink, mac }).expect(
        201,
      );
      expect(body.mac).toBe('805ec0000001');
    },
  );

  it('store a model as its phones report it', async () => {
    const mapping = { extension: '1001', brand: 'yealink', templateId: yealink, model: 'T46S' };
    const { body } = await map(mapping).expect(201);
    expect(body.model).toBe('t46s');
  });

  it('accept a model that is not listed, once a phone has reported it', async () => {
    const mapping = { extension: '1001', brand: 'yealink', templateId: yealink, model: 'T99X' };
    expect((await map(mapping).expect(422)).body.code).toBe('unknown-model');
    await app.plugIn('yealink', 't99x', '805ec0000099');
    expect((await map(mapping).expect(201)).body.model).toBe('t99x');
  });

  it('to a template of another brand are refused, both new and changed ones', async () => {
    const made = await map({ extension: '1001', brand: 'yealink', templateId: sangoma }).expect(422);
    expect(made.body).toMatchObject({
      code: 'template-of-another-brand',
      detail: 'The template is for sangoma, the mapping for yealink.',
    });
    const { body } = await map({ extension: '1001', brand: 'yealink', templateId: yealink }).expect(201);
    const changed = await app.rest.patch(`${PATH}/${body.id}`).send({ templateId: sangoma }).expect(422);
    expect(changed.body.code).toBe('template-of-another-brand');
  });

  it.each([
    ['unknown-brand', { brand: 'acme' }],
    ['unknown-template', { templateId: 4711 }],
    ['unknown-extension', { extension: '2222' }],
    ['unknown-model', { model: 't999' }],
    ['invalid-parameter', { brand: 'sangoma', templateId: 2, overrides: { 'P 1': 'x' } }],
  ])('to something unknown are refused: %s', async (code, change) => {
    const { body } = await map({ extension: '1001', brand: 'yealink', templateId: yealink, ...change });
    expect(body).toMatchObject({ code, status: 422 });
  });

  it('are unique per extension, brand, model and MAC', async () => {
    const mapping = { extension: '1001', brand: 'yealink', templateId: yealink };
    await map(mapping).expect(201);
    const forModel = await map({ ...mapping, model: 't46s' }).expect(201);
    await map({ ...mapping, mac: '805ec0000001' }).expect(201);
    await map({ ...mapping, extension: '1002' }).expect(201);
    expect((await map(mapping).expect(409)).body.code).toBe('mapping-exists');
    const at = `${PATH}/${forModel.body.id}`;
    expect((await app.rest.patch(at).send({ model: null }).expect(409)).body.code).toBe('mapping-exists');
    await app.rest.patch(at).send({ model: 't46s' }).expect(200);
  });

  it('are listed in pages, all or filtered', async () => {
    const wanted: number[] = [];
    for (const extension of ['1001', '1002', '1003']) {
      const yes = await map({ extension, brand: 'yealink', templateId: yealink }).expect(201);
      wanted.push(yes.body.id);
      await map({ extension, brand: 'sangoma', templateId: sangoma }).expect(201);
    }
    const first = await app.rest.get(`${PATH}?brand=yealink&limit=2`).expect(200);
    const second = await app.rest.get(`${PATH}?brand=yealink&limit=2&cursor=${first.body.next}`).expect(200);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: number }) => id);
    expect(ids).toEqual(wanted);
    expect(first.body.items).toHaveLength(2);
    expect(second.body.next).toBeNull();
    const ofOne = await app.rest.get(`${PATH}?extension=1003`).expect(200);
    expect(ofOne.body.items.map(({ brand }: { brand: string }) => brand)).toEqual(['yealink', 'sangoma']);
  });

  it.each(['get', 'patch', 'delete'] as const)('that do not exist answer 404 to %s', async (method) => {
    const { body } = await app.rest[method](`${PATH}/77`).send(method === 'patch' ? {} : undefined);
    expect(body.code).toBe('not-found');
  });

  it.each([
    { extension: '' },
    { extension: '10 01' },
    { extension: 1001 },
    { extension: '1001\r\nAction: Originate' },
    { templateId: '1' },
    { templateId: 0 },
    { templateId: 1e20 },
    { mac: '../../etc/passwd' },
    { mac: 'x'.repeat(5000) },
    { model: '' },
    { surprise: true },
  ])('refuse %.60j', async (change) => {
    const { body } = await map({ extension: '1001', brand: 'yealink', templateId: yealink, ...change });
    expect(body).toMatchObject({ code: 'invalid-request', status: 400 });
  });
});
