import { BRANDS } from '../../phoneapps';
import type { Actor } from '../../src/desk/sessions/end-session';
import type { Mac } from '../../src/lib/mac';
import { type Answer, openTestApp, type TestApp } from '../test-app';
import { RequestingPhone } from './phone-server-support';
import { LISTED_MODELS, loggedIn, type ModelRow, parametersFor, titled } from './support';

// Dozens of apps and hundreds of requests. No test asserts a time.
jest.setTimeout(60_000);

const USER = { number: '1006', name: 'Jürgen Ñandú 張', pin: '4716', secret: 'secret-of-1006' };
const ADMIN: Actor = { actor: 'key test', address: null };

/** The first model with screens and the first one without, of each brand. */
const ROWS: ModelRow[] = BRANDS.flatMap((brand) => {
  const models = LISTED_MODELS.filter((row) => row.brand === brand);
  const first = (shows: boolean) => models.find(({ model }) => (model.formFields !== null) === shows);
  return [first(true), first(false)].flatMap((row) => row ?? []);
});

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.users.set(USER.number, USER);
});
afterEach(() => app.close());

async function phoneOf(row: ModelRow, phoneNumber: 1 | 2): Promise<RequestingPhone> {
  const phone = new RequestingPhone(app, row, phoneNumber);
  if (row.brand.createdByRest) {
    const link = app.desk.newLink(phone.mac as Mac);
    await app.db('hotdesk_phones').insert({
      mac: phone.mac,
      brand: row.brand.id,
      label: '',
      created_at: 0,
      link_token_id: link.id,
    });
    phone.link = link.text;
  }
  await phone.config();
  // These brands report their model only at the first page or in their protocol.
  if (row.brand.identity.modelHeader || row.brand.protocol) {
    await app.db('hotdesk_phones').where({ mac: phone.mac }).update({ model: row.name });
  }
  return phone;
}

/** Logs in by screens, or by REST if the phone shows none. */
async function logIn(row: ModelRow, phone: RequestingPhone, user = USER): Promise<void> {
  if (row.model.formFields !== null) {
    await phone.logIn(user.number, user.pin);
  } else {
    const login = { extension: user.number, via: 'internal' as const, by: ADMIN };
    await app.desk.logInByRest({ mac: phone.mac as Mac, trustAddress: phone.address, ...login });
  }
  expect(await app.store.activeSessionsOf(user.number)).toMatchObject([{ mac: phone.mac }]);
}

async function logOut(row: ModelRow, phone: RequestingPhone): Promise<void> {
  if (row.model.formFields !== null) await phone.logOut();
  else await app.desk.logOutFor(phone.mac as Mac, ADMIN);
  expect(await app.store.activeSessionsOf(USER.number)).toEqual([]);
}

/** Old desk phones need a Content-Length, and no chunks and no encoding. */
function expectPlainBody({ headers, bytes }: Answer): void {
  expect(headers['content-length']).toBe(String(bytes.length));
  expect(headers['transfer-encoding']).toBeUndefined();
  expect(headers['content-encoding']).toBeUndefined();
}

async function expectSameHead(phone: RequestingPhone, pathname: string, answer: Answer): Promise<void> {
  const { headers, status, bytes } = await phone.get(pathname, 'HEAD');
  expect(bytes).toHaveLength(0);
  expect([status, headers['content-length'], headers['content-type']]).toEqual([
    answer.status,
    answer.headers['content-length'],
    answer.headers['content-type'],
  ]);
}

/** Inserts a default template of the brand with these overrides. */
async function insertTemplate(brand: string, overrides: object): Promise<number> {
  const [id] = await app.db('hotdesk_templates').insert({
    brand,
    name: 'standard',
    default_of: brand,
    settings: '{}',
    keys: '[]',
    overrides: JSON.stringify(overrides),
  });
  return Number(id);
}

/** The name of a parameter of this model. */
const parameterOf = (row: ModelRow) => [...parametersFor(row, loggedIn(row)).keys()].at(-1) ?? '';

describe.each(titled(ROWS))('at the phone server, a %s', (_, row) => {
  const { brand, model } = row;

  test('gets every file of its boot with Content-Length, and HEAD has the same headers, logged out and logged in', async () => {
    const phone = await phoneOf(row, 1);
    for (const inSession of [false, true]) {
      if (inSession) await logIn(row, phone);
      const statuses: number[] = [];
      for (const file of phone.files()) {
        const answer = await phone.get(phone.pathOf(file));
        statuses.push(answer.status);
        expectPlainBody(answer);
        await expectSameHead(phone, phone.pathOf(file), answer);
        if (answer.status === 200) expect(answer.headers['content-type']).toBe(brand.contentType);
      }
      expect(statuses).toContain(200);
      expect(statuses.filter((status) => status !== 200 && status !== 404)).toEqual([]);
    }
    const [account] = phone.read(await phone.config()).accounts;
    expect(account).toMatchObject({ enabled: true, secret: USER.secret, displayName: USER.name });
  });

  test('gets the same bytes each time, and another phone in the same state gets them too, except for MAC and token', async () => {
    const [one, other] = [await phoneOf(row, 1), await phoneOf(row, 2)];
    const fetched = async (phone: RequestingPhone): Promise<string> => {
      const answer = await phone.config();
      expect((await phone.config()).bytes.equals(answer.bytes)).toBe(true);
      return phone.withoutIdentity(answer);
    };
    const loggedOut = await fetched(one);
    expect(await fetched(other)).toBe(loggedOut);

    await logIn(row, one);
    const inSession = await fetched(one);
    expect(inSession).not.toBe(loggedOut);
    await logIn(row, other);
    expect(await fetched(other)).toBe(inSession);
    expect(await fetched(one)).toBe(loggedOut);

    await logOut(row, other);
    expect(await fetched(other)).toBe(loggedOut);
  });

  test('gets other bytes after each change that affects it', async () => {
    const phone = await phoneOf(row, 1);
    const parameter = parameterOf(row);
    await logIn(row, phone);
    const template = await insertTemplate(brand.id, {});
    const edit = (change: object) => app.db('hotdesk_templates').where({ id: template }).update(change);
    const lamp = { kind: 'blf', value: '1002', label: 'Bob' };
    const changes: [string, () => Promise<unknown> | unknown][] = [
      ['name', () => app.users.set(USER.number, { ...USER, name: 'Jürgen Ñandú' })],
      ['secret', () => app.users.set(USER.number, { ...USER, secret: 'another' })],
      ['overrides of the template', () => edit({ overrides: JSON.stringify({ [parameter]: '7' }) })],
      [
        'mapping',
        () =>
          app.db('hotdesk_mappings').insert({
            extension: USER.number,
            brand: brand.id,
            template_id: template,
            model: '',
            mac: '',
            overrides: JSON.stringify({ [parameter]: '8' }),
          }),
      ],
      ...(model.lineKeys > 2
        ? [['keys of the template', () => edit({ keys: JSON.stringify([lamp]) })] as [string, () => unknown]]
        : []),
      ...(brand.createdByRest
        ? []
        : ([
            ['time zone', () => app.set({ timezone: 'Europe/Rome' })],
            ['options of the template', () => edit({ settings: '{"timezone":"America/New_York"}' })],
          ] as [string, () => unknown][])),
      ['internal address', () => app.set({ internalAddress: '127.0.0.9' })],
      ['logout', () => app.desk.logOutFor(phone.mac as Mac, ADMIN)],
    ];
    const bodies = [(await phone.config()).body];
    for (const [what, change] of changes) {
      await change();
      const { status, body } = await phone.config();
      expect([what, status, bodies.includes(body)]).toEqual([what, 200, false]);
      bodies.push(body);
    }
  });

  test('gets the same bytes after changes that do not affect it', async () => {
    const [phone, other] = [await phoneOf(row, 1), await phoneOf(row, 2)];
    await logIn(row, phone);
    const before = await phone.config();
    const [otherBrand = '', thirdBrand = ''] = BRANDS.map(({ id }) => id).filter((id) => id !== brand.id);
    const changes: [string, () => Promise<unknown> | unknown][] = [
      ['nothing, an hour later', () => app.later(3_600_000)],
      ['a template of another brand', () => insertTemplate(otherBrand, { x: '1' })],
      [
        'a mapping of another extension',
        async () =>
          app.db('hotdesk_mappings').insert({
            extension: '1002',
            brand: brand.id,
            template_id: await insertTemplate(thirdBrand, {}),
            model: '',
            mac: '',
            overrides: JSON.stringify({ [parameterOf(row)]: '9' }),
          }),
      ],
      [
        'the secret of another extension',
        () => app.users.set('1002', { name: 'Bob Brown', pin: '4712', secret: 'x' }),
      ],
      ['the PIN of the user', () => app.users.set(USER.number, { ...USER, pin: '9753' })],
      ['the user password', () => app.set({ userPassword: null })],
      ['another phone that boots', () => other.config()],
      [
        'a login there',
        () => logIn(row, other, { number: '1002', name: 'Bob Brown', pin: '4712', secret: 'x' }),
      ],
    ];
    for (const [what, change] of changes) {
      await change();
      expect([what, (await phone.config()).body === before.body]).toEqual([what, true]);
    }
  });
});

const WITH_SCREENS = titled(ROWS.filter(({ model }) => model.formFields !== null));

describe.each(WITH_SCREENS)('the pages of a %s', (_, row) => {
  const { brand } = row;

  test('have a Content-Length, the headers of HEAD, and the same content at two phones, from the menu to the answer', async () => {
    const [one, other] = [await phoneOf(row, 1), await phoneOf(row, 2)];
    const pagesAt = async (phone: RequestingPhone): Promise<string[]> => {
      const pages: string[] = [];
      await phone.logIn(USER.number, USER.pin, async (pathname, answer) => {
        expect([answer.status, answer.headers['content-type']]).toEqual([200, brand.screens?.contentType]);
        expectPlainBody(answer);
        // A HEAD would log in again.
        if (!pathname.includes('password=')) {
          await expectSameHead(phone, pathname, answer);
          expect((await phone.get(pathname)).bytes.equals(answer.bytes)).toBe(true);
        }
        pages.push(phone.withoutIdentity(answer));
      });
      return pages;
    };
    const pages = await pagesAt(one);
    // A menu, one page per part of the form, an answer.
    expect(pages).toHaveLength((row.model.formFields ?? 0) > 1 ? 3 : 4);
    await logOut(row, one);
    expect(await pagesAt(other)).toEqual(pages);
  });

  test('have a Content-Length at a refusal too, and a wrong password changes nothing', async () => {
    const phone = await phoneOf(row, 1);
    const before = await phone.config();
    const screen = await phone.logIn(USER.number, '0000', async (_path, answer) => expectPlainBody(answer));
    expect(screen).toMatchObject({ kind: 'text' });
    expect((await phone.config()).body).toBe(before.body);
    expect(await app.store.activeSessionsOf(USER.number)).toEqual([]);
  });
});

test('every brand is tested at the phone server', () => {
  expect([...new Set(ROWS.map(({ brand }) => brand.id))]).toEqual(BRANDS.map(({ id }) => id));
});
