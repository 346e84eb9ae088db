import type { Knex } from 'knex';
import { findSipAccount } from '../../src/pbx/sip-accounts';
import { embeddedPbx, recordedLog } from './support';

let db: Knex;
const log = recordedLog();

beforeEach(async () => {
  db = await embeddedPbx();
  log.warnings.length = 0;
});
afterEach(() => db.destroy());

async function device(id: string, user: string | null, row: Record<string, string> = {}): Promise<void> {
  await db('devices').insert({ id, user, tech: 'pjsip', dial: '', devicetype: 'fixed', ...row });
  await db('sip')
    .insert({ id, keyword: 'secret', data: `secret-of-${id}` })
    .onConflict(['id', 'keyword'])
    .ignore();
}

async function endpoint(number: string): Promise<string | undefined> {
  return (await findSipAccount(db, log, number))?.endpoint;
}

describe('findSipAccount', () => {
  it('prefers the device with the same number to others of that user', async () => {
    await device('8001', '1001');
    await device('1001', '1001');
    expect(await endpoint('1001')).toBe('1001');
  });

  it('prefers fixed devices to ad-hoc ones, then the lowest number', async () => {
    await device('8001', '1001', { devicetype: 'adhoc' });
    await device('8003', '1001');
    await device('8002', '1001');
    expect(await endpoint('1001')).toBe('8002');
  });

  it.each([null, '', 'none', '1001'])(
    'uses the device with the same number when its user is %p',
    async (user) => {
      await device('1001', user);
      expect(await endpoint('1001')).toBe('1001');
    },
  );

  it('skips a device with the same number that belongs to another user, with a warning', async () => {
    await device('1001', '1002');
    expect(await endpoint('1001')).toBeUndefined();
    expect(await endpoint('1002')).toBe('1001');
    expect(log.warnings.map(({ fields }) => fields)).toEqual([
      { event: 'pbx-device.other-user', device: '1001', user: '1002' },
    ]);
  });

  it('skips a device with the same number that does not use SIP', async () => {
    await device('1001', '1001', { tech: 'custom' });
    await device('8001', '1001');
    expect(await endpoint('1001')).toBe('8001');
  });

  it('uses the first of two rows of one device', async () => {
    await device('1001', '1001', { tech: 'sip' });
    await device('1001', '1001', { tech: 'pjsip' });
    expect((await findSipAccount(db, log, '1001'))?.technology).toBe('sip');
  });

  it('authenticates pjsip by username, else by account, else by the id; chan_sip always by the id', async () => {
    const authUser = async () => (await findSipAccount(db, log, '1001'))?.authUser;
    await device('1001', '1001');
    expect(await authUser()).toBe('1001');
    await db('sip').insert({ id: '1001', keyword: 'account', data: 'acc' });
    expect(await authUser()).toBe('acc');
    await db('sip').insert({ id: '1001', keyword: 'username', data: 'usr' });
    expect(await authUser()).toBe('usr');
    await db('devices').update({ tech: 'sip' });
    expect(await authUser()).toBe('1001');
  });

  it.each([
    ['without a secret', ''],
    ['with a line break in its secret', 'abc\r\nAction: Logoff'],
  ])('finds no account for a device %s, with a warning that leaves out the secret', async (_, data) => {
    await device('1001', '1001');
    await db('sip').update({ data });
    expect(await endpoint('1001')).toBeUndefined();
    expect(log.warnings.map(({ fields }) => fields)).toEqual([
      { event: expect.stringMatching(/^pbx-device\./), device: '1001' },
    ]);
  });

  it('finds no account for a device whose name is not one word', async () => {
    await device('80 01', '1001');
    expect(await endpoint('1001')).toBeUndefined();
  });
});
