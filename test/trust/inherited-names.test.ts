import { BRANDS } from '../../phoneapps';
import { parseMac } from '../../src/lib/mac';
import { readUserAgent } from '../../src/phones/brands/identify';
import { createBrandRegistry } from '../../src/phones/brands/registry';
import { type AdminTestApp, makeTemplate, openAdmin } from '../admin/support';
import { profileOf } from '../device-profiles';
import { basics, message, say } from '../phones/provisioning/protocols/support';
import { eventually, openTestApp, type TestApp } from '../test-app';

/** Names that every JavaScript object has: where they are looked up in one, something of no use is found. */
const NAMES = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];

const REGISTRY = createBrandRegistry(BRANDS);

/** A busy machine is no failure. */
jest.setTimeout(60_000);

/** Each brand whose User-Agent can claim a model of this name. */
const claims = NAMES.flatMap((name) =>
  BRANDS.flatMap((brand, index) => {
    const mac = parseMac(`02005e0000${String(index + 10)}`) ?? '';
    const [model = ''] = Object.keys(brand.models);
    const real = profileOf(brand).userAgent(model, mac);
    const said = readUserAgent(brand, real);
    const word = new RegExp(said?.model?.replaceAll('-', '[ -]') || '$^', 'i');
    const userAgent = real.replace(word, name);
    const file = `${mac}.cfg`;
    const isClaimed = readUserAgent(brand, userAgent)?.model === brand.modelOf(name);
    return isClaimed && brand.files.some(({ pattern }) => pattern.test(file))
      ? [[name, brand.id, file, userAgent] as const]
      : [];
  }),
);

describe('the phone server', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
  });
  afterAll(() => app.close());

  test('some brands can claim such models', () => {
    expect(new Set(claims.map(([name]) => name))).toEqual(new Set(NAMES));
  });

  test.each(claims)('a phone of the model %s of %s gets its files, and is notified', async (...claim) => {
    const [name, brand, file, userAgent] = claim;
    const fetched = await app.get(`/provision/${file}`, '127.0.0.5', { 'User-Agent': userAgent });
    expect(fetched.status).toBe(200);
    const phone = { brand, model: REGISTRY.get(brand).modelOf(name) };
    expect(REGISTRY.model(phone)).toBe(REGISTRY.get(brand).unknownModel);
    expect(REGISTRY.applyMethods(phone)).toEqual(REGISTRY.get(brand).unknownModel.apply);
  });

  test.each(NAMES)('a message of a phone of the model %s gets the default login', async (name) => {
    const { status, body } = await say(app, message({ items: basics('00:1A:E8:A1:B2:C3', name) }));
    expect([status, body.includes('WriteItems')]).toEqual([200, true]);
  });

  test.each(NAMES)('no file, folder, step or query is called %s', async (name) => {
    const link = /\/apps\/([\w-]+)\/i/.exec(
      (
        await app.get('/provision/cfg005058000009.xml', '127.0.0.5', {
          'User-Agent': 'Sangoma S500 V2.0.4.67',
        })
      ).body,
    )?.[1];
    expect(link).toBeDefined();
    for (const path of [
      `/provision/${name}`,
      `/provision/${name}/cfg005058000001.xm`,
      `/provision/x/${name}`,
      `/apps/${link}/i/${name}`,
      `/${name}`,
    ])
      expect([path, (await app.get(path)).status]).toEqual([path, 404]);
    for (const query of [
      `step=${name}`,
      `${name}=1`,
      `${name}[x]=1&${name}[${name}]=2`,
      `step=login%3f${name}=1`,
    ]) {
      const { status, body } = await app.get(`/apps/${link}/i?${query}`, '127.0.0.5', {
        'User-Agent': 'Sangoma S500 V2.0.4.67',
      });
      expect([query, status, body.includes('Login')]).toEqual([query, 200, true]);
    }
    const { status } = await app.get(`/apps/${link}/i`, '127.0.0.5', {
      'User-Agent': 'Sangoma S500 V2.0.4.67',
      'Accept-Language': name,
      'Accept-Charset': name,
    });
    expect(status).toBe(200);
  });
});

describe('the admin API', () => {
  let app: AdminTestApp;
  beforeAll(async () => {
    app = await openAdmin();
  });
  afterAll(() => app.close());

  test.each(NAMES)(
    'a phone whose model is %s is notified of its logout, and can be deleted',
    async (name) => {
      const mac = await app.plugIn('yealink', name, '805ec0000001');
      await app.rest
        .post(`/api/v1/phones/${mac}/login`)
        .send({ extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } })
        .expect(200);
      await app.rest.post(`/api/v1/phones/${mac}/logout`).expect(200);
      await eventually(async () => {
        const { body } = await app.rest.get('/api/v1/jobs').expect(200);
        return body.items.length === 0 || null;
      }, 30_000);
      await app.rest.delete(`/api/v1/phones/${mac}`).expect(204);
    },
  );

  test.each(NAMES)('%s is no brand, scope, setting, template or mapping', async (name) => {
    const key = `"${name}"`;
    const attempts = [
      ['phones', `{"brand":${key},"mac":"805ec0000002"}`],
      ['templates', `{"brand":${key},"name":"x"}`],
      ['mappings', `{"brand":${key},"extension":"1001","templateId":1}`],
      ['keys', `{"name":"x","scopes":[${key}]}`],
      ['settings', `{${key}:true}`],
      ['settings', `{"enrolmentByBrand":{${key}:"open"}}`],
    ] as const;
    for (const [resource, body] of attempts) {
      const path = `/api/v1/${resource}`;
      const ask = resource === 'settings' ? app.rest.patch(path) : app.rest.post(path);
      const { status } = await ask.set('Content-Type', 'application/json').send(body);
      expect([path, body, status === 400 || status === 422]).toEqual([path, body, true]);
    }
  });

  test.each(NAMES)('a vendor parameter %s is kept as any other, or refused', async (name) => {
    const id = await makeTemplate(app, 'yealink', `with ${name}`);
    const answer = await app.rest
      .patch(`/api/v1/templates/${id}`)
      .set('Content-Type', 'application/json')
      .send(`{"overrides":{"${name}":"1"}}`);
    if (name === '__proto__') {
      const errors = [{ path: 'body', message: 'must have no member named __proto__' }];
      expect([answer.status, answer.body.errors]).toEqual([400, errors]);
    } else {
      expect([answer.status, Object.entries(answer.body.overrides)]).toEqual([200, [[name, '1']]]);
    }
    await app.rest.patch(`/api/v1/templates/${id}`).send({ overrides: {} }).expect(200);
  });
});
