import type { Log } from '../../../src/desk/ports/log';
import { passwordMatches } from '../../../src/lib/passwords';
import { openTestApp, type TestApp } from '../../test-app';
import { actionOf, fieldsOf, MAC, PIN, type PinPhone, phoneAt, titleOf, withFormFields } from './pin-support';

/** Two instances behind a balancer that takes turns: each page of a form reaches the other one. */

const OLD = '183527';

let instances: TestApp[];
let phones: PinPhone[];
let logged: string[];
let statements: string[];
beforeEach(async () => {
  logged = [];
  const note = (fields: object, message: string) => logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const first = await openTestApp({}, { ...withFormFields(1), log });
  const second = await openTestApp({}, { ...withFormFields(1), log }, first);
  statements = [];
  first.db.on('query', ({ sql, bindings }) => statements.push(JSON.stringify([sql, bindings])));
  instances = [second, first];
  phones = instances.map(phoneAt);
});
afterEach(async () => {
  for (const instance of instances) await instance.close();
});

let turn = 0;
const inTurn = (path: string, values: Record<string, string>) => {
  turn += 1;
  const phone = phones[turn % phones.length];
  if (!phone) throw new Error('no instance');
  return phone.ask(path, values);
};

/** Fills in the form, page by page, until it is done with; what it asked for, and how it ended. */
async function fillIn(form: Awaited<ReturnType<typeof inTurn>>, values: Record<string, string>) {
  const asked: string[] = [];
  let page = form;
  for (let pages = 0; pages < 10; pages += 1) {
    const [field] = fieldsOf(page);
    if (field === undefined) break;
    asked.push(field);
    page = await inTurn(actionOf(page), { [field]: String(values[field]) });
  }
  return { asked, title: titleOf(page) };
}

const VALUES = { old: OLD, pin: PIN, again: PIN };

test('a forced PIN change ends with the new PIN, and the login with its session', async () => {
  const [phone] = phones as [PinPhone, PinPhone];
  await phone.givePin(OLD, true);
  const path = await phone.app();
  const form = await inTurn(`${path}/login`, { extension: '1001', password: OLD });
  expect(titleOf(form)).toBe('Choose a new PIN');
  expect(await fillIn(form, VALUES)).toEqual({ asked: ['pin', 'again'], title: 'PIN changed' });
  const changed = await phone.hotdeskPin();
  expect(changed?.mustChange).toBe(false);
  expect(await passwordMatches(PIN, changed?.hash ?? '')).toBe(true);
  const [instance] = instances as [TestApp, TestApp];
  expect(await instance.store.activeSessionAt(MAC)).toMatchObject({ extension: '1001' });
  expect((await inTurn(`${path}/login`, { extension: '1001', password: PIN })).body).toContain('Logged in');
});

test('a change that its user chose ends too, and nothing of it is left', async () => {
  const [instance] = instances as [TestApp, TestApp];
  const [phone] = phones as [PinPhone, PinPhone];
  await instance.set({ hotdeskPins: true });
  const { path } = await phone.logIn('1001', '4711');
  const form = await inTurn(`${path}/pin`, {});
  const filled = await fillIn(form, { ...VALUES, old: '4711' });
  expect(filled).toEqual({ asked: ['old', 'pin', 'again'], title: 'PIN changed' });
  expect(await instance.db('hotdesk_pin_drafts')).toEqual([]);
});

test('no PIN and no phone can be read in the table, the log or a statement', async () => {
  const [instance] = instances as [TestApp, TestApp];
  const [phone] = phones as [PinPhone, PinPhone];
  await phone.givePin(OLD, true);
  const { answer } = await phone.logIn('1001', OLD);
  await inTurn(actionOf(answer), { pin: PIN });
  const [row, ...others] = await instance.db('hotdesk_pin_drafts');
  expect(others).toEqual([]);
  const { tokenId } = (await instance.store.activeSessionAt(MAC)) ?? { tokenId: '' };
  expect(tokenId).not.toBe('');
  const written = [JSON.stringify(row), ...logged].join('\n');
  for (const secret of [OLD, PIN, tokenId, MAC]) expect(JSON.stringify(row)).not.toContain(secret);
  for (const pin of [OLD, PIN]) expect([written, ...statements].join('\n')).not.toContain(pin);
});

test('two last pages at once change it once', async () => {
  const [instance] = instances as [TestApp, TestApp];
  const [phone] = phones as [PinPhone, PinPhone];
  await phone.givePin(OLD, true);
  const { answer } = await phone.logIn('1001', OLD);
  const last = actionOf(await inTurn(actionOf(answer), { pin: PIN }));
  const titles = (await Promise.all([inTurn(last, { again: PIN }), inTurn(last, { again: PIN })])).map(
    titleOf,
  );
  expect(titles.filter((title) => title === 'PIN changed')).toHaveLength(1);
  expect(await instance.db('hotdesk_audit').where({ action: 'hotdesk-pin-changed' })).toHaveLength(1);
});

test('a draft of one phone that is put in the place of another’s is none', async () => {
  const [instance] = instances as [TestApp, TestApp];
  const [phone] = phones as [PinPhone, PinPhone];
  await phone.givePin(OLD, true);
  const { answer } = await phone.logIn('1001', OLD);
  const { draft } = await instance.db('hotdesk_pin_drafts').first();
  await inTurn(actionOf(answer), { pin: PIN });
  await instance.desk.pinDrafts.save('another', '127.0.0.9', { old: '4712' });
  const other = await instance.db('hotdesk_pin_drafts').where({ source: '127.0.0.9' }).first();
  expect(await instance.desk.pinDrafts.read('another')).toEqual({ old: '4712' });
  await instance.db('hotdesk_pin_drafts').where({ id: other.id }).update({ draft });
  expect(await instance.desk.pinDrafts.read('another')).toEqual({});
});
