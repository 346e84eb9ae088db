import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AmiAsterisk, createAsterisk } from '../../src/asterisk/asterisk';
import { NotifyImpossible } from '../../src/asterisk/errors';
import type { Contact, ContactChange } from '../../src/desk/ports';
import { type LabAsterisk, type LabAsteriskOptions, startAsterisk } from '../lab/asterisk';
import { until } from '../lab/until';
import { describeAsteriskPort } from './asterisk-port.contract';
import { type RecordingLog, recordingLog } from './recording-log';
import { type SipClient, type SipClientOptions, startSipClient } from './sip-client';

jest.setTimeout(120_000);

const extensions = [
  { number: '1001', secret: 'alice', maxContacts: 2 },
  { number: '1002', secret: 'bob' },
];
const secrets = new Map([
  ...extensions.map((each) => [each.number, each.secret] as const),
  ['1009', 'carol'],
]);
const alice = { endpoint: '1001', technology: 'pjsip' } as const;

interface Connected {
  readonly lab: LabAsterisk;
  readonly asterisk: AmiAsterisk;
  readonly log: RecordingLog;
  readonly changes: ContactChange[];
}

const opened: (() => Promise<void> | void)[] = [];

async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

async function startLab(options: Partial<LabAsteriskOptions> & { version: 22 | 16 }): Promise<LabAsterisk> {
  const lab = await startAsterisk({ extensions, ...options });
  opened.push(() => lab.stop());
  return lab;
}

async function connect(lab: LabAsterisk): Promise<Connected> {
  const log = recordingLog();
  const times = { reconnectFirst: 50, reconnectMost: 500 };
  const asterisk = createAsterisk({ ...lab.ami, log, times });
  opened.push(() => asterisk.stop());
  const changes: ContactChange[] = [];
  asterisk.onContact((change) => changes.push(change));
  asterisk.start(new AbortController().signal);
  await until('the state is read', () =>
    ['read the contacts', 'looked at Asterisk'].every((words) => log.all().includes(words)),
  );
  return { lab, asterisk, log, changes };
}

async function phoneAt(
  lab: LabAsterisk,
  options: Partial<SipClientOptions> & { bindAddress: string },
): Promise<SipClient> {
  const user = options.user ?? '1001';
  const server = { host: '127.0.0.1', port: user === '1009' ? lab.chanSipPort : lab.sipPort };
  const phone = await startSipClient({ server, user, secret: secrets.get(user) ?? '', ...options });
  opened.push(() => phone.stop());
  await phone.register();
  return phone;
}

async function contactAt(
  { asterisk }: Connected,
  address: string,
  of: Pick<Contact, 'endpoint' | 'technology'> = alice,
) {
  const contact = (await asterisk.contacts(of)).find((each) => each.address === address);
  if (!contact) throw new Error(`no contact at ${address}`);
  return contact;
}

const endpointState = (lab: LabAsterisk) => lab.cli('pjsip show endpoint 1001');

/** Asterisk tells its hints a moment after the state of the device has changed. */
const untilLampIsOut = (lab: LabAsterisk, number: string) =>
  until(`the lamp of ${number} is out`, async () =>
    (await lab.cli(`core show hint ${number}`)).includes('State:Unavailable'),
  );

for (const version of [22, 16] as const) {
  describeAsteriskPort(`Asterisk ${version} over AMI`, async () => {
    const lab = await startLab({ version });
    const { asterisk } = await connect(lab);
    return {
      asterisk,
      register: (user, bindAddress) => phoneAt(lab, { user, bindAddress, userAgent: 'test phone 2.0' }),
      stop: closeAll,
    };
  });

  describe(`PJSIP of Asterisk ${version}`, () => {
    let connected: Connected;

    beforeAll(async () => {
      connected = await connect(await startLab({ version, qualifySeconds: 1 }));
    });

    afterAll(closeAll);

    test('is there, healthy, and of that version', () => {
      expect(connected.asterisk.health()).toEqual({
        connected: true,
        version: expect.stringMatching(new RegExp(`^${version}\\.`)),
        problem: null,
      });
    });

    test('an ended registration makes the endpoint unavailable, as its lamps show', async () => {
      const { lab, asterisk, changes } = connected;
      const phone = await phoneAt(lab, { bindAddress: '127.0.0.11' });
      const contact = await contactAt(connected, '127.0.0.11');
      await until('the endpoint is available', async () =>
        /Endpoint: +1001.*Not in use/.test(await endpointState(lab)),
      );
      await asterisk.endRegistration(contact);
      await until('it is told as gone', () =>
        changes.some((each) => each.uri === contact.uri && !each.present),
      );
      expect(await endpointState(lab)).toMatch(/Endpoint: +1001.*Unavailable/);
      await untilLampIsOut(lab, '1001');
      expect(await lab.cli('database show registrar/contact')).not.toContain('1001;@');
      phone.stop();
    });

    test('the registration of a phone that lost its power can be ended', async () => {
      const { lab, asterisk, changes } = connected;
      const phone = await phoneAt(lab, { bindAddress: '127.0.0.12' });
      const contact = await contactAt(connected, '127.0.0.12');
      phone.stop();
      await until('Asterisk cannot reach it', async () =>
        /Unavail/.test(await lab.cli('pjsip show contacts')),
      );
      await asterisk.endRegistration(contact);
      await until('it is told as gone', () =>
        changes.some((each) => each.uri === contact.uri && !each.present),
      );
      expect(await asterisk.contacts(alice)).toEqual([]);
    });

    test('a phone behind NAT has the address that its packets come from, and is reached there', async () => {
      const { lab, asterisk } = connected;
      const phone = await phoneAt(lab, { bindAddress: '127.0.0.13', saysHost: '192.168.1.77' });
      const contact = await contactAt(connected, '127.0.0.13');
      expect(contact).toMatchObject({ address: '127.0.0.13', port: phone.port });
      await asterisk.notify({ kind: 'contact', contact }, 'check-sync');
      await until('it has the NOTIFY', () => phone.notifies.length > 0);
      await asterisk.endRegistration(contact);
      expect(await asterisk.contacts(alice)).toEqual([]);
    });

    test('a registration ends although its User-Agent is made to prevent that', async () => {
      const { lab, asterisk } = connected;
      const agents = ['quote " backslash \\ comma , ü 電話', 'x'.repeat(900)];
      for (const [index, userAgent] of agents.entries()) {
        const address = `127.0.0.${14 + index}`;
        await phoneAt(lab, { bindAddress: address, userAgent });
        const contact = await contactAt(connected, address);
        expect(contact.userAgent.slice(0, 5)).toBe(userAgent.slice(0, 5));
        await asterisk.endRegistration(contact);
        expect(await asterisk.contacts(alice)).toEqual([]);
      }
    });

    test('all contacts of the PBX are listed with all that is known of them', async () => {
      const { lab, asterisk } = connected;
      const phones = [
        await phoneAt(lab, { bindAddress: '127.0.0.16' }),
        await phoneAt(lab, { bindAddress: '127.0.0.17', user: '1002' }),
      ];
      const all = [...(await asterisk.contactsAll())].sort((a, b) => a.endpoint.localeCompare(b.endpoint));
      expect(all).toEqual([
        await contactAt(connected, '127.0.0.16'),
        await contactAt(connected, '127.0.0.17', { endpoint: '1002', technology: 'pjsip' }),
      ]);
      for (const phone of phones) await phone.register(0);
    });

    test('many actions are under way at once', async () => {
      const { lab, asterisk } = connected;
      const phone = await phoneAt(lab, { bindAddress: '127.0.0.18' });
      const contact = await contactAt(connected, '127.0.0.18');
      const many = Array.from({ length: 200 }, async (_, index) => {
        await asterisk.notify({ kind: 'contact', contact }, `check-sync;n=${index}`);
        return asterisk.contacts(alice);
      });
      for (const contacts of await Promise.all(many)) expect(contacts).toEqual([contact]);
      await until('all have arrived', () => new Set(phone.notifies.map((each) => each.event)).size === 200);
      await phone.register(0);
    });

    test('nothing of all this is worth a warning', () => {
      expect(connected.log.lines('warn')).toEqual([]);
      expect(connected.log.lines('error')).toEqual([]);
    });
  });

  describe(`Asterisk ${version} without a default_outbound_endpoint`, () => {
    let connected: Connected;
    let phone: SipClient;

    beforeAll(async () => {
      const lab = await startLab({ version, defaultOutboundEndpoint: false });
      connected = await connect(lab);
      phone = await phoneAt(lab, { bindAddress: '127.0.0.21' });
    });

    afterAll(closeAll);

    const notifyAll = async () => {
      const contact = await contactAt(connected, '127.0.0.21');
      const { address, port } = phone;
      const { asterisk } = connected;
      return [
        asterisk.notify({ kind: 'contact', contact }, 'check-sync'),
        asterisk.notify({ kind: 'address', address, port }, 'check-sync'),
      ];
    };

    test('is found out at once, and named with its cure', () => {
      const { problem } = connected.asterisk.health();
      expect(problem?.code).toBe('no-default-outbound-endpoint');
      expect(problem?.cure).toContain('/etc/asterisk/pjsip_custom_post.conf');
      expect(connected.log.lines('error').join()).toContain('default_outbound_endpoint');
    });

    test('NOTIFYs fail instead of being lost', async () => {
      for (const sent of await notifyAll()) await expect(sent).rejects.toThrow(NotifyImpossible);
      expect(phone.notifies).toEqual([]);
    });

    test('the cure is noticed at the reload, and NOTIFYs arrive', async () => {
      const { lab, asterisk } = connected;
      const endpoint = '[hotdesk-notify]\ntype=endpoint\ncontext=nowhere\ndisallow=all\nallow=ulaw\n';
      writeFileSync(join(lab.etcDir, 'pjsip.endpoint_custom_post.conf'), endpoint);
      appendFileSync(
        join(lab.etcDir, 'pjsip_custom_post.conf'),
        'default_outbound_endpoint=hotdesk-notify\n',
      );
      await lab.cli('core reload');
      await until('the problem is gone', () => asterisk.health().problem === null);
      await Promise.all(await notifyAll());
      await until('both have arrived', () => phone.notifies.length === 2);
    });
  });

  describe(`Asterisk ${version} that dies and comes back`, () => {
    let connected: Connected;

    beforeAll(async () => {
      connected = await connect(await startLab({ version }));
    });

    afterAll(closeAll);

    const isBack = async (readings: number) => {
      await until('the contacts are read again', () => {
        const lines = connected.log.lines('info').filter((line) => line.includes('read the contacts'));
        return lines.length >= readings;
      });
      await until('all is well', () => connected.asterisk.health().problem === null);
    };

    test('after a restart is reconnected to, and every contact is told again', async () => {
      const { lab, asterisk, changes } = connected;
      await phoneAt(lab, { bindAddress: '127.0.0.31' });
      const contact = await contactAt(connected, '127.0.0.31');
      await until('it is told', () => changes.some((each) => each.uri === contact.uri));
      changes.length = 0;
      await lab.restart();
      await isBack(2);
      expect(changes.filter((each) => !each.present)).toEqual([]);
      expect(changes.filter((each) => each.uri === contact.uri)).not.toEqual([]);
      expect(await asterisk.contacts(alice)).toEqual([contact]);
    });

    test('after a crash is reconnected to, and what was told of a contact is what Asterisk still knows', async () => {
      const { lab, asterisk, changes } = connected;
      await phoneAt(lab, { bindAddress: '127.0.0.32' });
      const contact = await contactAt(connected, '127.0.0.32');
      await until('it is told', () => changes.some((each) => each.uri === contact.uri));
      await lab.kill();
      await until('it is noticed', () => !asterisk.health().connected);
      expect(asterisk.health().problem?.code).toBe('not-connected');
      await expect(asterisk.contacts(alice)).rejects.toThrow('no connection');
      await lab.restart();
      await isBack(3);
      // Asterisk writes its database about once a second, so it may or may not have kept the last contact.
      const kept = (await asterisk.contacts(alice)).some((each) => each.uri === contact.uri);
      expect(changes.filter((each) => each.uri === contact.uri).at(-1)?.present).toBe(kept);
    });
  });
}

describe('chan_sip of Asterisk 16', () => {
  const carol = { endpoint: '1009', technology: 'sip' } as const;
  let connected: Connected;

  beforeAll(async () => {
    const chanSip = { number: '1009', secret: 'carol', technology: 'sip' } as const;
    connected = await connect(await startLab({ version: 16, extensions: [...extensions, chanSip] }));
  });

  afterAll(closeAll);

  const told = (present: boolean, uri: string) =>
    until(`${uri} is told`, () =>
      connected.changes.some(
        (each) => each.technology === 'sip' && each.uri === uri && each.present === present,
      ),
    );

  test('a peer without a phone, and one that does not exist, have no contacts', async () => {
    expect(await connected.asterisk.contacts(carol)).toEqual([]);
    expect(await connected.asterisk.contacts({ ...carol, endpoint: '9999' })).toEqual([]);
  });

  test('a registration is told, gets its NOTIFY, is ended and told as gone', async () => {
    const { lab, asterisk } = connected;
    const phone = await phoneAt(lab, { user: '1009', bindAddress: '127.0.0.41', saysHost: '192.168.1.9' });
    const contact = await contactAt(connected, '127.0.0.41', carol);
    expect(contact).toEqual({
      ...carol,
      uri: `sip:1009@127.0.0.41:${phone.port}`,
      address: '127.0.0.41',
      port: phone.port,
      userAgent: 'test phone 1.0',
    });
    await told(true, contact.uri);
    expect(await asterisk.contactsAll()).toEqual([{ ...contact, userAgent: '' }]);
    await asterisk.notify({ kind: 'contact', contact }, 'check-sync;reboot=false');
    await until('it has the NOTIFY', () => phone.notifies.length > 0);
    expect(phone.notifies[0]?.event).toBe('check-sync;reboot=false');

    await asterisk.endRegistration(contact);
    await told(false, contact.uri);
    expect(await asterisk.contacts(carol)).toEqual([]);
    await untilLampIsOut(lab, '1009');
    await expect(asterisk.endRegistration(contact)).resolves.toBeUndefined();
  });

  test('the registration of a phone that took the peer over is neither ended nor told to reboot', async () => {
    const { lab, asterisk } = connected;
    await phoneAt(lab, { user: '1009', bindAddress: '127.0.0.42' });
    const old = await contactAt(connected, '127.0.0.42', carol);
    const next = await phoneAt(lab, { user: '1009', bindAddress: '127.0.0.43' });
    const contact = await contactAt(connected, '127.0.0.43', carol);
    await told(false, old.uri);
    await told(true, contact.uri);
    await asterisk.endRegistration(old);
    await expect(asterisk.notify({ kind: 'contact', contact: old }, 'check-sync')).rejects.toThrow(
      'not registered',
    );
    expect(await asterisk.contacts(carol)).toEqual([contact]);
    expect(next.notifies).toEqual([]);
  });

  test('nothing of all this is worth a warning', () => {
    expect(connected.log.lines('warn')).toEqual([]);
    expect(connected.log.lines('error')).toEqual([]);
  });
});
