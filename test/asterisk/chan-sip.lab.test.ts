import { testAddress } from '../addresses';
import { until } from '../lab/until';
import { carol, type LabBench, startLabBench } from './lab-bench';

jest.setTimeout(120_000);

describe('chan_sip of Asterisk 16', () => {
  let bench: LabBench;

  beforeAll(async () => {
    bench = await startLabBench({ version: 16, chanSip: true });
  });

  afterAll(() => bench.stop());

  test('a peer without a phone, and one that does not exist, have no contacts', async () => {
    expect(await bench.asterisk.contacts(carol)).toEqual([]);
    expect(await bench.asterisk.contacts({ ...carol, endpoint: '9999' })).toEqual([]);
    expect(await bench.asterisk.endpointState(carol)).toBe('present');
    expect(await bench.asterisk.endpointState({ ...carol, endpoint: '9999' })).toBe('absent');
  });

  test('a registration is reported, gets its NOTIFY, is ended and reported as gone', async () => {
    const { lab, asterisk } = bench;
    const phone = await bench.phoneAt(testAddress(0, 41), { user: '1009', saysHost: '192.168.1.9' });
    const contact = await bench.contactAt(testAddress(0, 41), carol);
    expect(contact).toEqual({
      ...carol,
      uri: `sip:1009@${testAddress(0, 41)}:${phone.port}`,
      address: testAddress(0, 41),
      port: phone.port,
      userAgent: 'test phone 1.0',
    });
    await bench.notified(contact, true);
    expect(await asterisk.allContacts()).toEqual([{ ...contact, userAgent: '' }]);
    await asterisk.notify({ kind: 'contact', contact }, 'check-sync;reboot=false');
    await until('it has the NOTIFY', () => phone.notifies.length > 0);
    expect(phone.notifies[0]?.event).toBe('check-sync;reboot=false');

    await asterisk.endRegistration(contact);
    await bench.notified(contact, false);
    expect(await asterisk.contacts(carol)).toEqual([]);
    expect(await lab.cli('sip show peer 1009')).toMatch(/Addr->IP +: \(null\)/);
    await expect(asterisk.endRegistration(contact)).resolves.toBeUndefined();
  });

  test('a phone that took over the peer is neither unregistered nor rebooted', async () => {
    const { asterisk } = bench;
    await bench.phoneAt(testAddress(0, 42), { user: '1009' });
    const old = await bench.contactAt(testAddress(0, 42), carol);
    const next = await bench.phoneAt(testAddress(0, 43), { user: '1009' });
    const contact = await bench.contactAt(testAddress(0, 43), carol);
    await bench.notified(old, false);
    await bench.notified(contact, true);
    await asterisk.endRegistration(old);
    await expect(asterisk.notify({ kind: 'contact', contact: old }, 'check-sync')).rejects.toThrow(
      'no longer registered',
    );
    expect(await asterisk.contacts(carol)).toEqual([contact]);
    expect(next.notifies).toEqual([]);
  });

  test('none of the above logged a warning or an error', () => {
    expect(bench.log.lines('warn')).toEqual([]);
    expect(bench.log.lines('error')).toEqual([]);
  });
});
