import { AmiListIncomplete, AmiTimeout } from '../../src/asterisk/errors';
import type { AmiMessage } from '../../src/asterisk/message';
import { PendingActions } from '../../src/asterisk/pending';
import { AmiOverlong } from '../../src/asterisk/reader';

let pending: PendingActions;

beforeEach(() => {
  jest.useFakeTimers();
  pending = new PendingActions({ actionTimeout: 5_000, listTimeout: 30_000, listItems: 2, listBytes: 2_000 });
});

afterEach(() => {
  jest.useRealTimers();
});

const messageOf = (headers: Readonly<Record<string, string>>): AmiMessage =>
  new Map(Object.entries(headers).map(([name, value]) => [name, [value]]));

const start = messageOf({ response: 'Success', actionid: '1', eventlist: 'start' });
const item = messageOf({ event: 'ContactList', actionid: '1' });
const end = messageOf({ event: 'ContactListComplete', actionid: '1', eventlist: 'Complete' });

test('a list with the maximum number of items is complete', async () => {
  const answer = pending.expect('1', 'PJSIPShowContacts', true);
  for (const message of [start, item, item, end]) pending.take(message);
  expect((await answer).items).toEqual([item, item]);
});

test('a longer list fails, and its remaining items are ignored', async () => {
  const answer = pending.expect('1', 'PJSIPShowContacts', true);
  for (const message of [start, item, item, item]) pending.take(message);
  await expect(answer).rejects.toThrow(AmiListIncomplete);
  expect(pending.take(end)).toBe(false);
});

const large = (id: string) => messageOf({ event: 'ContactList', actionid: id, uri: 'x'.repeat(500) });

test('lists that are too large together end the connection; a finished one no longer counts', async () => {
  for (const id of ['1', '2']) {
    const answer = pending.expect(id, 'PJSIPShowContacts', true);
    for (const message of [start, large(id), end]) pending.take(new Map([...message, ['actionid', [id]]]));
    expect((await answer).items).toHaveLength(1);
  }
  for (const id of ['3', '4']) {
    void pending.expect(id, 'PJSIPShowContacts', true);
    pending.take(messageOf({ response: 'Success', actionid: id }));
  }
  expect(pending.take(large('3'))).toBe(true);
  expect(() => pending.take(large('4'))).toThrow(AmiOverlong);
  jest.clearAllTimers();
});

test('of a long list only the headers are kept that are read', async () => {
  const answer = pending.expect('1', 'PJSIPShowContacts', true, ['uri', 'endpoint']);
  const item = messageOf({ event: 'ContactList', actionid: '1', uri: 'sip:1', junk: 'x'.repeat(5_000) });
  for (const message of [start, item, end]) pending.take(message);
  expect((await answer).items).toEqual([messageOf({ uri: 'sip:1' })]);
});

test('the timeout of a list starts again at its response', async () => {
  const answer = pending.expect('1', 'PJSIPShowContacts', true);
  jest.advanceTimersByTime(4_000);
  pending.take(start);
  jest.advanceTimersByTime(29_000);
  pending.take(end);
  await expect(answer).resolves.toBeDefined();
});

test('a list without a response times out like any other action', async () => {
  const answer = pending.expect('1', 'PJSIPShowContacts', true);
  jest.advanceTimersByTime(5_000);
  await expect(answer).rejects.toThrow(AmiTimeout);
});

test('settled actions leave no entry and no timer', async () => {
  const settled = Promise.allSettled(['1', '2', '3'].map((id) => pending.expect(id, 'Ping', false)));
  pending.take(messageOf({ response: 'Success', actionid: '1' }));
  pending.take(messageOf({ response: 'Error', actionid: '2', message: 'no' }));
  pending.rejectAll(new Error('gone'));
  expect((await settled).map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(jest.getTimerCount()).toBe(0);
});
