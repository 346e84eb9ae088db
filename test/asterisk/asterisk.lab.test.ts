import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotifyImpossible } from '../../src/asterisk/errors';
import { testAddress } from '../addresses';
import { until } from '../lab/until';
import { describeAsteriskPort } from './asterisk-port.contract';
import { alice, bob, type LabBench, startLabBench } from './lab-bench';
import type { SipClient } from './sip-client';

jest.setTimeout(120_000);

for (const version of [22, 16] as const) {
  describeAsteriskPort(`Asterisk ${version} over AMI`, async () => {
    const { asterisk, phoneAt, stop } = await startLabBench({ version });
    return { asterisk, register: (user, bindAddress) => phoneAt(bindAddress, { user }), stop };
  });

  describe(`PJSIP of Asterisk ${version}`, () => {
    let bench: LabBench;

    beforeAll(async () => {
      bench = await startLabBench({ version, qualifySeconds: 1 });
    });

    afterAll(() => bench.stop());

    test('is connected, healthy, and of that version', () => {
      expect(bench.asterisk.health()).toEqual({
        connected: true,
        version: expect.stringMatching(new RegExp(`^${version}\\.`)),
        problem: null,
      });
    });

    test('the user of a fixed device is read from AstDB, and corrected there when it is wrong', async () => {
      const { lab, asterisk } = bench;
      const put = (key: string, value: string) => lab.cli(`database put ${key} ${value}`);
      expect(await asterisk.deviceLink('1001', '1001')).toBeNull();
      await put('DEVICE/1001 type', 'fixed');
      expect(await asterisk.deviceLink('1001', '1001')).toEqual({ user: '', devices: [] });
      await put('DEVICE/1001 user', 'none');
      await put('AMPUSER/1001 device', '901&902');
      expect(await asterisk.deviceLink('1001', '1001')).toEqual({ user: 'none', devices: ['901', '902'] });
      await asterisk.linkDevice('1001', '1001');
      await asterisk.linkDevice('1001', '1001');
      expect(await asterisk.deviceLink('1001', '1001')).toEqual({
        user: '1001',
        devices: ['901', '902', '1001'],
      });
      await put('DEVICE/1001 type', 'adhoc');
      expect(await asterisk.deviceLink('1001', '1001')).toBeNull();
      for (const bad of ['1001)', '1001\r\nAction: Ping', '']) {
        await expect(asterisk.deviceLink(bad, '1001')).rejects.toThrow('invalid endpoint name');
        await expect(asterisk.linkDevice('1001', bad)).rejects.toThrow('invalid endpoint name');
      }
    });

    test('ending a registration makes the endpoint and its hint unavailable', async () => {
      const { lab, asterisk } = bench;
      const phone = await bench.phoneAt(testAddress(0, 11));
      const contact = await bench.contactAt(testAddress(0, 11));
      await until('the endpoint is available', async () =>
        /Endpoint: +1001.*Not in use/.test(await lab.cli('pjsip show endpoint 1001')),
      );
      await asterisk.endRegistration(contact);
      await bench.notified(contact, false);
      expect(await lab.cli('pjsip show endpoint 1001')).toMatch(/Endpoint: +1001.*Unavailable/);
      await bench.lampOut('1001');
      expect(await lab.cli('database show registrar/contact')).not.toContain('1001;@');
      phone.stop();
    });

    test('the registration of a phone without power can be ended', async () => {
      const { lab, asterisk } = bench;
      const phone = await bench.phoneAt(testAddress(0, 12));
      const contact = await bench.contactAt(testAddress(0, 12));
      phone.stop();
      await until('Asterisk cannot reach it', async () =>
        /Unavail/.test(await lab.cli('pjsip show contacts')),
      );
      await asterisk.endRegistration(contact);
      await bench.notified(contact, false);
      expect(await asterisk.contacts(alice)).toEqual([]);
    });

    test('a phone behind NAT has the source address of its packets, and is reached there', async () => {
      const { asterisk } = bench;
      const phone = await bench.phoneAt(testAddress(0, 13), { saysHost: '192.168.1.77' });
      const contact = await bench.contactAt(testAddress(0, 13));
      expect(contact).toMatchObject({ address: testAddress(0, 13), port: phone.port });
      await asterisk.notify({ kind: 'contact', contact }, 'check-sync');
      await until('it has the NOTIFY', () => phone.notifies.length > 0);
      await asterisk.endRegistration(contact);
      expect(await asterisk.contacts(alice)).toEqual([]);
    });

    test('a registration with a hostile User-Agent can be ended', async () => {
      const { asterisk } = bench;
      const agents = ['quote " backslash \\ comma , ü 電話', 'x'.repeat(900)];
      for (const [index, userAgent] of agents.entries()) {
        const address = testAddress(0, 14 + index);
        await bench.phoneAt(address, { userAgent });
        const contact = await bench.contactAt(address);
        expect(contact.userAgent.slice(0, 5)).toBe(userAgent.slice(0, 5));
        await asterisk.endRegistration(contact);
        expect(await asterisk.contacts(alice)).toEqual([]);
      }
    });

    test.each([
      ['Call-ID', { callId: `${'c'.repeat(600)}@phone` }],
      ['Call-ID and User-Agent', { callId: '%'.repeat(1_500), userAgent: '"'.repeat(1_500) }],
      ['User-Agent of a whole packet', { userAgent: '"'.repeat(40_000) }],
      ['URI', { uriParameters: `;odd=${"'".repeat(400)}` }],
    ])('a registration with an overlong %s can be ended', async (_field, options) => {
      const { lab, asterisk } = bench;
      await bench.phoneAt(testAddress(0, 19), options);
      const contact = await bench.contactAt(testAddress(0, 19));
      await asterisk.endRegistration(contact);
      await bench.notified(contact, false);
      expect(await asterisk.contacts(alice)).toEqual([]);
      expect(await lab.cli('database show registrar/contact')).not.toContain('1001;@');
      expect(await lab.cli('pjsip show endpoint 1001')).toMatch(/Endpoint: +1001.*Unavailable/);
      await bench.lampOut('1001');
    });

    test('a phone whose contact URI has a control character is notified, and its registration can be ended', async () => {
      const { asterisk } = bench;
      const phone = await bench.phoneAt(testAddress(0, 20), { uriParameters: ';odd="a\u0085b"' });
      const contact = await bench.contactAt(testAddress(0, 20));
      expect(contact.uri).toContain('\u0085');
      await asterisk.notify({ kind: 'contact', contact }, 'check-sync');
      await until('it has the NOTIFY', () => phone.notifies.length > 0);
      await asterisk.endRegistration(contact);
      expect(await asterisk.contacts(alice)).toEqual([]);
    });

    test('all contacts of the PBX are listed with all details', async () => {
      const { asterisk } = bench;
      const phones = [
        await bench.phoneAt(testAddress(0, 16)),
        await bench.phoneAt(testAddress(0, 17), { user: '1002' }),
      ];
      const all = [...(await asterisk.allContacts())].sort((a, b) => a.endpoint.localeCompare(b.endpoint));
      expect(all).toEqual([
        await bench.contactAt(testAddress(0, 16)),
        await bench.contactAt(testAddress(0, 17), bob),
      ]);
      for (const phone of phones) await phone.register(0);
    });

    test('many actions can run concurrently', async () => {
      const { asterisk } = bench;
      const phone = await bench.phoneAt(testAddress(0, 18));
      const contact = await bench.contactAt(testAddress(0, 18));
      const many = Array.from({ length: 200 }, async (_, index) => {
        await asterisk.notify({ kind: 'contact', contact }, `check-sync;n=${index}`);
        return asterisk.contacts(alice);
      });
      for (const contacts of await Promise.all(many)) expect(contacts).toEqual([contact]);
      await until('all have arrived', () => new Set(phone.notifies.map((each) => each.event)).size === 200);
      await phone.register(0);
    });

    test('none of the above logged a warning or an error', () => {
      expect(bench.log.lines('warn')).toEqual([]);
      expect(bench.log.lines('error')).toEqual([]);
    });
  });

  describe(`Asterisk ${version} without a default_outbound_endpoint`, () => {
    let bench: LabBench;
    let phone: SipClient;

    beforeAll(async () => {
      bench = await startLabBench({ version, defaultOutboundEndpoint: false });
      phone = await bench.phoneAt(testAddress(0, 21));
    });

    afterAll(() => bench.stop());

    const notifyAll = async () => {
      const contact = await bench.contactAt(testAddress(0, 21));
      const { address, port } = phone;
      const { asterisk } = bench;
      return [
        asterisk.notify({ kind: 'contact', contact }, 'check-sync'),
        asterisk.notify({ kind: 'address', address, port }, 'check-sync'),
      ];
    };

    test('is detected at once and reported with its remedy', () => {
      const { problem } = bench.asterisk.health();
      expect(problem?.code).toBe('no-default-outbound-endpoint');
      expect(problem?.remedy).toContain('/etc/asterisk/pjsip_custom_post.conf');
      expect(bench.log.lines('error').join()).toContain('default_outbound_endpoint');
    });

    test('NOTIFYs fail instead of being lost', async () => {
      for (const sent of await notifyAll()) await expect(sent).rejects.toThrow(NotifyImpossible);
      expect(phone.notifies).toEqual([]);
    });

    test('the remedy is noticed at the reload, and NOTIFYs arrive', async () => {
      const { lab, asterisk } = bench;
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

  describe(`Asterisk ${version} that stops and restarts`, () => {
    let bench: LabBench;

    beforeAll(async () => {
      bench = await startLabBench({ version });
    });

    afterAll(() => bench.stop());

    const isBack = async (readings: number) => {
      await until('the contacts are read again', () => {
        const lines = bench.log.lines('info').filter((line) => line.includes('contact.all-read'));
        return lines.length >= readings;
      });
      await until('all is well', () => bench.asterisk.health().problem === null);
    };

    test('after a restart the connection is restored, and every contact is reported again', async () => {
      const { lab, asterisk, changes } = bench;
      await bench.phoneAt(testAddress(0, 31));
      const contact = await bench.contactAt(testAddress(0, 31));
      await bench.notified(contact, true);
      changes.length = 0;
      await lab.restart();
      await isBack(2);
      expect(changes.filter((each) => !each.present)).toEqual([]);
      expect(changes.filter((each) => each.uri === contact.uri)).not.toEqual([]);
      expect(await asterisk.contacts(alice)).toEqual([contact]);
    });

    test('after a crash the connection is restored, and the last report of a contact matches Asterisk', async () => {
      const { lab, asterisk, changes } = bench;
      await bench.phoneAt(testAddress(0, 32));
      const contact = await bench.contactAt(testAddress(0, 32));
      await bench.notified(contact, true);
      await lab.kill();
      await until('it is noticed', () => !asterisk.health().connected);
      expect(asterisk.health().problem?.code).toBe('not-connected');
      await expect(asterisk.contacts(alice)).rejects.toThrow('no connection');
      await lab.restart();
      await isBack(3);
      // Asterisk writes its database about once a second, so the last contact may or may not be saved.
      const isSaved = (await asterisk.contacts(alice)).some((each) => each.uri === contact.uri);
      expect(changes.filter((each) => each.uri === contact.uri).at(-1)?.present).toBe(isSaved);
    });
  });
}
