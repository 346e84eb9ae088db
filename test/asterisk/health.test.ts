import { NotifyImpossible } from '../../src/asterisk/errors';
import { until } from '../lab/until';
import type { FakeAmi } from './fake-ami';
import { type FakedAsterisk, startFakedAsterisk } from './with-fake-ami';

let faked: FakedAsterisk;

afterEach(() => faked.stop());

const target = { kind: 'address', address: '10.0.0.7', port: 5060 } as const;
const unknown = 'Invalid/unknown command: x. Use Action: ListCommands to show available commands.';

/** An Asterisk with these lines in [global], and these endpoints. */
const withGlobal = (lines: Record<string, string>, endpoints: readonly string[]) => (fake: FakeAmi) => {
  fake.on('GetConfig', (request, to) => to.respond(request, lines));
  fake.on('PJSIPShowEndpoint', (request, to) => {
    const name = request.header('Endpoint');
    if (endpoints.includes(name)) to.list(request, [{ Event: 'EndpointDetail' }]);
    else to.error(request, `Unable to retrieve endpoint ${name}\r\n`);
  });
  fake.on('PJSIPNotify', (request, to) => to.respond(request, { Message: 'NOTIFY sent' }));
};
const named = (name: string) => ({
  'Category-000000': 'global',
  'Line-000000-000000': 'type=global',
  'Line-000000-000001': `default_outbound_endpoint=${name}`,
});

test('a healthy Asterisk has a version and no problem, and logs no warning or error', async () => {
  faked = await startFakedAsterisk(withGlobal(named('dpma_endpoint'), ['dpma_endpoint']));
  expect(faked.asterisk.health()).toEqual({ connected: true, version: '22.0.0-fake', problem: null });
  await faked.asterisk.notify(target, 'check-sync');
  expect(faked.asked('PJSIPNotify')).toHaveLength(1);
  expect([...faked.log.lines('warn'), ...faked.log.lines('error')]).toEqual([]);
});

test('a missing default_outbound_endpoint is a problem with its remedy, and is logged once', async () => {
  faked = await startFakedAsterisk(withGlobal({ 'Line-000000-000000': 'type=global' }, ['1001']));
  expect(faked.asterisk.health().problem).toEqual({
    code: 'no-default-outbound-endpoint',
    message:
      'PJSIP has no default_outbound_endpoint, so a NOTIFY to a single phone is lost although Asterisk reports it as sent.',
    remedy: 'default_outbound_endpoint=<name of an endpoint> in /etc/asterisk/pjsip_custom_post.conf',
  });
  expect(faked.log.lines('error')).toHaveLength(1);
  expect(faked.log.lines('error')[0]).toContain('pjsip_custom_post.conf');
});

test('a default_outbound_endpoint that names no endpoint is a problem too', async () => {
  faked = await startFakedAsterisk(withGlobal(named('nobody'), ['1001']));
  expect(faked.asterisk.health().problem).toMatchObject({
    code: 'no-default-outbound-endpoint',
    message: expect.stringContaining('"nobody"'),
  });
});

test('without default_outbound_endpoint a NOTIFY fails instead of being lost', async () => {
  faked = await startFakedAsterisk(withGlobal({}, []));
  await expect(faked.asterisk.notify(target, 'check-sync')).rejects.toThrow(NotifyImpossible);
  await expect(faked.asterisk.notify(target, 'check-sync')).rejects.toThrow('pjsip_custom_post.conf');
  expect(faked.asked('PJSIPNotify')).toEqual([]);
});

test.each(['CoreSettings', 'GetConfig'])(
  'a NOTIFY right after a connect waits for the check while %s is unanswered',
  async (slow) => {
    faked = await startFakedAsterisk(withGlobal(named('notifier'), ['notifier']));
    withGlobal({}, ['notifier'])(faked.fake);
    let answer = (): void => undefined;
    faked.fake.on(slow, (request, to) => {
      answer = () => to.respond(request, {});
    });
    faked.peer().cut();
    await until('it is reconnected and checks', () => faked.asked(slow).length === 2);
    const sent = faked.asterisk.notify(target, 'check-sync');
    answer();
    await expect(sent).rejects.toThrow(NotifyImpossible);
    expect(faked.asked('PJSIPNotify')).toEqual([]);
  },
);

test('an endpoint with the default name of Asterisk needs no setting', async () => {
  faked = await startFakedAsterisk(withGlobal({}, ['default_outbound_endpoint']));
  expect(faked.asterisk.health().problem).toBeNull();
});

test('of several lines the last one counts', async () => {
  const lines = { ...named('old'), 'Line-000000-000002': 'default_outbound_endpoint=new' };
  faked = await startFakedAsterisk(withGlobal(lines, ['new']));
  expect(faked.asterisk.health().problem).toBeNull();
});

test('a reload of Asterisk repeats the check', async () => {
  faked = await startFakedAsterisk(withGlobal({}, ['notifier']));
  withGlobal(named('notifier'), ['notifier'])(faked.fake);
  faked.peer().event({ Event: 'Reload', Module: 'All', Status: '0' });
  await until('the problem is gone', () => faked.asterisk.health().problem === null);
  await faked.asterisk.notify(target, 'check-sync');
  withGlobal({}, ['notifier'])(faked.fake);
  faked.peer().event({ Event: 'Reload', Module: 'res_pjsip.so', Status: '0' });
  await until('the problem is back', () => faked.asterisk.health().problem !== null);
});

test('an Asterisk without PJSIP has no such problem, and itself reports that it cannot send', async () => {
  faked = await startFakedAsterisk((fake) => {
    fake.on('PJSIPShowEndpoint', (request, to) => to.error(request, unknown));
    fake.on('PJSIPNotify', (request, to) => to.error(request, unknown));
  });
  expect(faked.asterisk.health().problem).toBeNull();
  await expect(faked.asterisk.notify(target, 'check-sync')).rejects.toThrow('Invalid/unknown command');
});

test('an AMI user without the privileges is a problem that names them', async () => {
  faked = await startFakedAsterisk((fake) => {
    for (const action of ['GetConfig', 'CoreSettings']) {
      fake.on(action, (request, to) => to.error(request, 'Permission denied'));
    }
  });
  expect(faked.asterisk.health()).toMatchObject({
    version: null,
    problem: {
      code: 'ami-privilege-missing',
      remedy: expect.stringContaining('write = system,command,reporting,config'),
    },
  });
  await expect(faked.asterisk.notify(target, 'check-sync')).rejects.toThrow(NotifyImpossible);
});

test('a lost connection takes precedence over other problems, with its reason', async () => {
  faked = await startFakedAsterisk(withGlobal({}, []));
  await faked.fake.stop();
  await until('it is noticed', () => !faked.asterisk.health().connected);
  await until('the reason is known', () =>
    Boolean(faked.asterisk.health().problem?.message.includes('ECONNREFUSED')),
  );
  expect(faked.asterisk.health().problem?.code).toBe('not-connected');
});

test('a wrong secret is reported as such', async () => {
  faked = await startFakedAsterisk();
  faked.fake.on('Login', (request, to) => {
    to.error(request, 'Authentication failed');
    to.cut();
  });
  faked.peer().cut();
  await until('it is noticed', () => faked.asterisk.health().problem?.code === 'ami-login-refused');
  expect(faked.asterisk.health().problem?.message).toContain('AMI user hotdesk');
});
