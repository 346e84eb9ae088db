import { AmiListIncomplete, AmiTimeout } from '../../src/asterisk/errors';
import type { AmiMessage } from '../../src/asterisk/message';
import { PendingActions } from '../../src/asterisk/pending';

let pending: PendingActions;

beforeEach(() => {
  jest.useFakeTimers();
  pending = new PendingActions({ actionTimeout: 5_000, listTimeout: 30_000, listItems: 2 });
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
