import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import type { Directory } from '../../src/desk/ports/directory';

/** A directory over the lab PBX (`fillLabPbx` and `labVoicemailConf`). */
export interface DirectoryUnderTest {
  readonly directory: Directory;
  /** The events of its warnings so far. */
  readonly warnings: readonly string[];
  /** Takes a table or voicemail.conf away; returns the function that puts it back. */
  takeAway(part: 'users' | 'devices' | 'sip' | 'voicemail.conf'): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The contract of the directory port, on every database. */
export function describeDirectory(name: string, setup: () => Promise<DirectoryUnderTest>): void {
  describe(`the directory on ${name}`, () => {
    let tested: DirectoryUnderTest;
    beforeAll(async () => {
      tested = await setup();
    });
    afterAll(() => tested.close());

    describe('extensions', () => {
      it('have their name and the context of their mailbox', async () => {
        expect(await tested.directory.extension('1001')).toEqual({
          number: '1001',
          name: 'Alice Adams',
          mailboxContext: 'default',
        });
        expect((await tested.directory.extension('2006'))?.mailboxContext).toBe('sales');
        expect((await tested.directory.extension('2013'))?.name).toBe('Zoë & "Söhne" <Büro>');
      });

      it.each(['1003', '2002', '2003', '2004', '2005'])('%s has no mailbox', async (number) => {
        expect(await tested.directory.extension(number)).toMatchObject({ number, mailboxContext: null });
      });

      it('with duplicate rows count once, by the first row', async () => {
        expect(await tested.directory.extension('2001')).toEqual({
          number: '2001',
          name: 'Reception',
          mailboxContext: 'default',
        });
        const listed = (await tested.directory.extensions()).filter(({ number }) => number === '2001');
        expect(listed).toEqual([await tested.directory.extension('2001')]);
      });

      it('are listed by number, without invalid rows, each of which is warned about once', async () => {
        const listed = await tested.directory.extensions();
        await tested.directory.extensions();
        expect(listed.map(({ number }) => number)).toEqual([
          ...SAMPLE_EXTENSIONS.map(({ number }) => number),
          ...Array.from({ length: 18 }, (_, index) => String(2001 + index)),
        ]);
        expect(tested.warnings.filter((event) => event === 'pbx-user.bad-number')).toHaveLength(3);
        expect(tested.warnings.filter((event) => event === 'pbx-user.duplicate')).toHaveLength(1);
      });

      it.each([
        ['nobody has', '2099'],
        ['is empty', ''],
        ['has a trailing blank', '1001 '],
        ['is a pattern', '100%'],
        ['is not made of digits', 'Lobby'],
        ['has control characters', '1001\r\nAction: Logoff\0'],
        ['is longer than any', '1'.repeat(5_000)],
      ])('are not found by a number that %s', async (_, number) => {
        expect(await tested.directory.extension(number)).toBeNull();
        expect(await tested.directory.mailbox(number, 'default')).toBeNull();
        expect(await tested.directory.sipAccount(number)).toBeNull();
      });
    });

    describe('mailboxes', () => {
      it.each(SAMPLE_EXTENSIONS.filter(({ pin }) => pin !== null))(
        'of $number has the PIN $pin',
        async (extension) => {
          expect((await tested.directory.mailbox(extension.number, 'default'))?.pin).toBe(extension.pin);
        },
      );

      it.each([
        ['in another context', '2006', 'sales', '4706'],
        ['whose number stands in two contexts', '2001', 'sales', '9901'],
        ['with a fixed PIN', '2009', 'default', '4709'],
        ['with only a dash', '2010', 'default', ''],
        ['without a PIN', '2011', 'default', ''],
        ['that Asterisk rewrote', '2012', 'default', '4712'],
        ['of an odd name', '2013', 'default', '4713'],
        ['with nothing but a PIN', '2017', 'default', '4717'],
        ['whose PIN is its number', '2018', 'default', '2018'],
      ])('%s', async (_, number, context, pin) => {
        expect(await tested.directory.mailbox(number, context)).toEqual({ number, context, pin });
      });

      it('are found by alias', async () => {
        expect(await tested.directory.mailbox('9007', 'device')).toEqual({
          number: '2007',
          context: 'default',
          pin: '4707',
        });
      });

      it.each([
        ['that has no line', '2014', 'default'],
        ['that is only in another context', '2006', 'default'],
        ['that is commented out', '2019', 'default'],
        ['that is in a comment block', '2020', 'default'],
        ['of a missing context', '1001', 'nowhere'],
        ['of a section that is no context', 'attach', 'general'],
      ])('%s is none', async (_, number, context) => {
        expect(await tested.directory.mailbox(number, context)).toBeNull();
      });
    });

    describe('SIP accounts', () => {
      it('are of the device with the same number', async () => {
        const { secret } = SAMPLE_EXTENSIONS[0] ?? { secret: '' };
        expect(secret).toMatch(/^[0-9a-f]{32}$/);
        expect(await tested.directory.sipAccount('1001')).toEqual({
          endpoint: '1001',
          technology: 'pjsip',
          authUser: '1001',
          secret,
        });
      });

      it('may use chan_sip', async () => {
        expect(await tested.directory.sipAccount('2008')).toMatchObject({
          endpoint: '2008',
          technology: 'sip',
        });
      });

      it('may be of a device that has the extension as its user', async () => {
        expect(await tested.directory.sipAccount('2007')).toMatchObject({
          endpoint: '9007',
          technology: 'pjsip',
          authUser: '9007',
        });
      });

      it.each([
        ['a user without a device', '2015'],
        ['a device of another technology', '2016'],
        ['a device without a secret', '2017'],
        ['a number that nobody has', '2099'],
      ])('%s has none', async (_, number) => {
        expect(await tested.directory.sipAccount(number)).toBeNull();
      });
    });

    describe('the census', () => {
      it('has the extensions that are listed', async () => {
        const { users, mailboxUsers } = await tested.directory.census();
        const listed = await tested.directory.extensions();
        expect([...users].sort()).toEqual(listed.map(({ number }) => number).sort());
        expect([...mailboxUsers].sort()).toEqual(
          listed
            .filter(({ mailboxContext }) => mailboxContext !== null)
            .map(({ number }) => number)
            .sort(),
        );
      });

      it('has the devices, and those with a SIP secret', async () => {
        const { devices, sip } = await tested.directory.census();
        expect([...devices]).toEqual(expect.arrayContaining(['1001', '9007', '2017']));
        expect([...sip]).toEqual(expect.arrayContaining(['1001', '9007']));
        expect(sip.has('2017')).toBe(false);
      });

      it('has the extensions whose mailbox or alias is in voicemail.conf', async () => {
        const { mailboxes } = await tested.directory.census();
        for (const { number, mailboxContext } of await tested.directory.extensions()) {
          const mailbox = mailboxContext && (await tested.directory.mailbox(number, mailboxContext));
          expect([number, mailboxes?.has(number)]).toEqual([number, Boolean(mailbox)]);
        }
      });

      it.each([
        ['users', 'users'],
        ['devices', 'devices'],
        ['sip', 'sip'],
        ['voicemail.conf', 'mailboxes'],
      ] as const)('has nothing of %s while that is not there, and all of the rest', async (taken, part) => {
        const whole = await tested.directory.census();
        const putBack = await tested.takeAway(taken);
        const without = await tested.directory.census();
        await putBack();
        expect(whole[part]?.size).toBeGreaterThan(0);
        expect(without[part]).toEqual(new Set());
        if (part !== 'devices') expect(without.devices).toEqual(whole.devices);
        expect(await tested.directory.census()).toEqual(whole);
      });
    });
  });
}
