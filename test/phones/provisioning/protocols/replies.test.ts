import { PROTOCOLS } from '../../../../src/phones/provisioning/protocols';
import { openTestApp, type TestApp } from '../../../test-app';
import { basics, message, reply, say } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

describe('replies, which name no MAC', () => {
  const statusOf = async (body: string, from?: string) => (await say(app, body, from)).status;

  test.each([
    ['no MAC', reply('accepted')],
    ['an unknown MAC', message({ reason: 'status', items: basics('00:1A:E8:00:00:99') })],
  ])('are throttled when nobody asked for them: %s', async (_title, body) => {
    for (let sent = 0; sent < 60; sent += 1) expect(await statusOf(body)).toBe(200);
    const parse = jest.spyOn(PROTOCOLS.dls, 'read').mockClear();
    expect(await statusOf(body)).toBe(429);
    expect(parse).not.toHaveBeenCalled();
    expect(await statusOf(body, '127.0.0.6')).toBe(200);
  });

  test('are answered at a site with many phones behind one address', async () => {
    for (let number = 0; number < 100; number += 1) {
      const mac = `00:1A:E8:00:01:${number.toString(16).padStart(2, '0')}`;
      expect(await statusOf(message({ items: basics(mac) }))).toBe(200);
    }
    for (let number = 0; number < 200; number += 1) expect(await statusOf(reply('accepted'))).toBe(200);
  });
});
