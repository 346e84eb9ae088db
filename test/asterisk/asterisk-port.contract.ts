import type { Asterisk, Contact, ContactChange } from '../../src/desk/ports/asterisk';
import { testAddress } from '../addresses';
import { until } from '../lab/until';

/** A phone at the PBX under test. */
export interface ContractPhone {
  readonly address: string;
  readonly port: number;
  readonly notifies: readonly { readonly event: string }[];
  /** Registers again; 0 ends the registration. */
  register(expires?: number): Promise<void>;
  stop(): void | Promise<void>;
}

/**
 * A PBX with the PJSIP endpoints 1001, which accepts two contacts, and 1002, which accepts one. No phone is
 * registered.
 */
export interface AsteriskPortSetup {
  readonly asterisk: Asterisk;
  /** Starts a phone at that loopback address and registers it. */
  register(endpoint: string, bindAddress: string): Promise<ContractPhone>;
  stop(): Promise<void>;
}

const alice = { endpoint: '1001', technology: 'pjsip' } as const;
const bob = { endpoint: '1002', technology: 'pjsip' } as const;

/** The contract of the desk's `Asterisk` port, for real and simulated implementations. */
export function describeAsteriskPort(name: string, setup: () => Promise<AsteriskPortSetup>): void {
  describe(`the Asterisk port, by ${name}`, () => {
    let pbx: AsteriskPortSetup;
    let phones: ContractPhone[] = [];
    let changes: ContactChange[] = [];
    let stopListening: () => void;

    beforeAll(async () => {
      pbx = await setup();
    }, 120_000);

    afterAll(() => pbx.stop(), 60_000);

    beforeEach(() => {
      changes = [];
      stopListening = pbx.asterisk.onContact((change) => changes.push(change));
    });

    afterEach(async () => {
      stopListening();
      for (const phone of phones) {
        await phone.register(0);
        await phone.stop();
      }
      phones = [];
      await until('no phone is registered', async () => {
        const left = [...(await pbx.asterisk.contacts(alice)), ...(await pbx.asterisk.contacts(bob))];
        return left.length === 0;
      });
    }, 60_000);

    test('an endpoint is present or absent; one of chan_sip is not there', async () => {
      expect(await pbx.asterisk.endpointState(alice)).toBe('present');
      expect(await pbx.asterisk.endpointState({ ...alice, endpoint: '9999' })).toBe('absent');
      const ofChanSip = { endpoint: '1001', technology: 'sip' } as const;
      // Asterisk 16 has chan_sip.
      expect(['absent', 'no-technology']).toContain(await pbx.asterisk.endpointState(ofChanSip));
      expect(await pbx.asterisk.contacts(ofChanSip)).toEqual([]);
    });

    test('a device that is not in AstDB has no link', async () => {
      expect(await pbx.asterisk.deviceLink('1001', '1001')).toBeNull();
    });

    async function phoneAt(bindAddress: string, endpoint = '1001'): Promise<ContractPhone> {
      const phone = await pbx.register(endpoint, bindAddress);
      phones.push(phone);
      return phone;
    }

    async function contactOf(
      phone: ContractPhone,
      endpoint: typeof alice | typeof bob = alice,
    ): Promise<Contact> {
      const contacts = await pbx.asterisk.contacts(endpoint);
      const found = contacts.find((each) => each.address === phone.address && each.port === phone.port);
      if (!found) throw new Error(`no contact at ${phone.address}:${phone.port}`);
      return found;
    }

    const notified = (uri: string, present: boolean) =>
      until(`the change of ${uri} is reported`, () =>
        changes.some((each) => each.uri === uri && each.present === present),
      );

    test('an endpoint without a phone, and one that does not exist, have no contacts', async () => {
      expect(await pbx.asterisk.contacts(alice)).toEqual([]);
      expect(await pbx.asterisk.contacts({ ...alice, endpoint: '9999' })).toEqual([]);
    });

    test('a phone that registers is a contact with its real address, and is reported as present', async () => {
      const phone = await phoneAt(testAddress(0, 11));
      const contact = await contactOf(phone);
      expect(contact).toEqual({
        endpoint: '1001',
        technology: 'pjsip',
        uri: expect.stringContaining(`@${phone.address}:${phone.port}`),
        address: phone.address,
        port: phone.port,
        userAgent: expect.stringMatching(/./),
      });
      await notified(contact.uri, true);
      expect(changes.at(-1)).toMatchObject({ endpoint: '1001', technology: 'pjsip' });
    });

    test('a phone that unregisters is no longer a contact, and is reported as gone', async () => {
      const phone = await phoneAt(testAddress(0, 11));
      const { uri } = await contactOf(phone);
      await phone.register(0);
      await notified(uri, false);
      expect(await pbx.asterisk.contacts(alice)).toEqual([]);
    });

    test('ending a registration ends no other one, and reports it as gone', async () => {
      const first = await contactOf(await phoneAt(testAddress(0, 11)));
      const second = await contactOf(await phoneAt(testAddress(0, 12)));
      await pbx.asterisk.endRegistration(first);
      await notified(first.uri, false);
      expect((await pbx.asterisk.contacts(alice)).map((each) => each.uri)).toEqual([second.uri]);
      expect(changes.filter((each) => each.uri === second.uri && !each.present)).toEqual([]);
    });

    test('ending a registration that has already ended is no error and reports nothing', async () => {
      const contact = await contactOf(await phoneAt(testAddress(0, 11)));
      await pbx.asterisk.endRegistration(contact);
      await notified(contact.uri, false);
      changes.length = 0;
      await pbx.asterisk.endRegistration(contact);
      await pbx.asterisk.endRegistration({ ...contact, endpoint: '9999' });
      expect(await pbx.asterisk.contacts(alice)).toEqual([]);
      expect(changes).toEqual([]);
    });

    test('a phone can register again after its registration was ended', async () => {
      const phone = await phoneAt(testAddress(0, 11));
      const contact = await contactOf(phone);
      await pbx.asterisk.endRegistration(contact);
      await notified(contact.uri, false);
      changes.length = 0;
      await phone.register();
      await notified(contact.uri, true);
      expect(await contactOf(phone)).toEqual(contact);
    });

    test('registrations can be ended concurrently', async () => {
      const contacts = [
        await contactOf(await phoneAt(testAddress(0, 11))),
        await contactOf(await phoneAt(testAddress(0, 12))),
        await contactOf(await phoneAt(testAddress(0, 13), '1002'), bob),
      ];
      await Promise.all(contacts.map((contact) => pbx.asterisk.endRegistration(contact)));
      for (const { uri } of contacts) await notified(uri, false);
      expect(await pbx.asterisk.contacts(alice)).toEqual([]);
      expect(await pbx.asterisk.contacts(bob)).toEqual([]);
    });

    test('a NOTIFY to one of two contacts reaches only that phone', async () => {
      const first = await phoneAt(testAddress(0, 11));
      const second = await phoneAt(testAddress(0, 12));
      const to = async (phone: ContractPhone, event: string) =>
        pbx.asterisk.notify({ kind: 'contact', contact: await contactOf(phone) }, event);
      await to(first, 'check-sync;reboot=false');
      await until('the first has it', () => first.notifies.length > 0);
      await to(second, 'aastra-xml');
      await until('the second has its own', () => second.notifies.length > 0);
      expect(first.notifies.map((each) => each.event)).toEqual(['check-sync;reboot=false']);
      expect(second.notifies.map((each) => each.event)).toEqual(['aastra-xml']);
    });

    test('a NOTIFY to an address reaches an unregistered phone', async () => {
      const phone = await phoneAt(testAddress(0, 11));
      await phone.register(0);
      const { address, port } = phone;
      await pbx.asterisk.notify({ kind: 'address', address, port }, 'check-sync;reboot=true');
      await until('it has it', () => phone.notifies.length > 0);
      expect(phone.notifies.map((each) => each.event)).toEqual(['check-sync;reboot=true']);
    });

    test('a NOTIFY to an address without a phone does not fail', async () => {
      const nobody = { kind: 'address', address: testAddress(0, 99), port: 5060 } as const;
      await expect(pbx.asterisk.notify(nobody, 'check-sync')).resolves.toBeUndefined();
    });

    test.each(['check-sync\r\nX-Evil: 1', 'check-sync\0', ''])(
      'a NOTIFY with the event %j is refused',
      async (event) => {
        const phone = await phoneAt(testAddress(0, 11));
        const contact = await contactOf(phone);
        await expect(pbx.asterisk.notify({ kind: 'contact', contact }, event)).rejects.toThrow();
        expect(phone.notifies).toEqual([]);
      },
    );

    test('an unsubscribed listener gets no more changes', async () => {
      const before = changes.length;
      stopListening();
      const late: ContactChange[] = [];
      const stopLate = pbx.asterisk.onContact((change) => late.push(change));
      await phoneAt(testAddress(0, 11));
      await until('the other listener gets it', () => late.length > 0);
      stopLate();
      expect(changes).toHaveLength(before);
    });
  });
}
