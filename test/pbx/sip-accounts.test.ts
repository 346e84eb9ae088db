import type { Knex } from 'knex';
import { chooseSipDevice } from '../../src/pbx/sip-accounts';
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

const accountOf = async (number: string) => (await chooseSipDevice(db, log, number)).account;

async function endpoint(number: string): Promise<string | undefined> {
  return (await accountOf(number))?.endpoint;
}

/** Changes settings of a device. */
async function set(id: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(settings).map(([keyword, data]) => ({ id, keyword, data }));
  if (rows.length > 0) await db('sip').insert(rows).onConflict(['id', 'keyword']).merge();
}

describe('the account of an extension', () => {
  it('prefers the device with the same number to others of that user', async () => {
    await device('8001', '1001');
    await device('1001', '1001');
    expect(await endpoint('1001')).toBe('1001');
  });

  it('prefers fixed devices to ad-hoc ones, then the lowest number', async () => {
    await device('8001', '1001', { devicetype: 'adhoc' });
    await device('80030', '1001');
    await device('8004', '1001');
    expect(await endpoint('1001')).toBe('8004');
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
    expect((await accountOf('1001'))?.technology).toBe('sip');
  });

  it('authenticates pjsip by username, else by account, else by the id; chan_sip always by the id', async () => {
    const authUser = async () => (await accountOf('1001'))?.authUser;
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

describe('devices of soft phones', () => {
  it.each([
    ['of UCP, by its mark', '88881006', { webrtc: 'yes' }],
    ['of UCP, by its number', '991006', {}],
    ["of Sangoma's desktop client", '981006', {}],
    ['of Zulu', '901006', {}],
    ['that only speaks WebSocket, by PJSIP', '8006', { transport: '0.0.0.0-wss' }],
    ['that only speaks WebSocket, by chan_sip', '8006', { transport: 'wss,ws' }],
    ['with DTLS', '8006', { media_encryption: 'dtls' }],
  ])('are no account of a desk phone: one %s', async (_, id, settings) => {
    await device(id, '1006');
    await set(id, settings);
    expect(await accountOf('1006')).toBeNull();
    await device('8100', '1006');
    expect(await endpoint('1006')).toBe('8100');
  });

  it('are none with the number of the extension either', async () => {
    await device('1006', '1006');
    await set('1006', { webrtc: 'yes' });
    expect(await accountOf('1006')).toBeNull();
    await device('8006', '1006');
    expect(await endpoint('1006')).toBe('8006');
  });

  it.each([
    { transport: '' },
    { transport: '0.0.0.0-udp' },
    { transport: 'udp,tcp,tls' },
    { transport: 'udp,wss' },
    { webrtc: 'no', media_encryption: 'sdes' },
  ])('are none with %j', async (settings) => {
    await device('1006', '1006');
    await set('1006', settings);
    expect(await endpoint('1006')).toBe('1006');
  });

  it('are none whose number begins like that of one, but is of another user', async () => {
    await device('991006', '1007');
    expect(await endpoint('1007')).toBe('991006');
  });
});

describe('the choice among the devices of an extension', () => {
  it('names the rule and the devices that it passed over', async () => {
    await device('1001', '1001');
    await device('991001', '1001');
    await device('8001', '1001');
    await device('8000', '1001', { devicetype: 'adhoc' });
    await device('8002', '1001', { tech: 'iax2' });
    expect(await chooseSipDevice(db, log, '1001', { listsAll: true })).toMatchObject({
      account: { endpoint: '1001' },
      rule: 'own-number',
      passedOver: [
        { device: '8001', reason: 'later-in-order' },
        { device: '991001', reason: 'soft-phone' },
        { device: '8000', reason: 'later-in-order' },
      ],
    });
    await db('devices').where({ id: '1001' }).delete();
    expect((await chooseSipDevice(db, log, '1001')).rule).toBe('fixed');
    await db('devices').where({ id: '8001' }).delete();
    expect((await chooseSipDevice(db, log, '1001')).rule).toBe('ad-hoc');
    await db('devices').delete();
    expect(await chooseSipDevice(db, log, '1001')).toEqual({ account: null, rule: null, passedOver: [] });
  });

  it('does not fall back to a later device when the first one has no usable secret', async () => {
    await device('1001', '1001');
    await device('8001', '1001');
    await set('1001', { secret: '' });
    expect(await chooseSipDevice(db, log, '1001')).toEqual({
      account: null,
      rule: null,
      passedOver: [{ device: '1001', reason: 'no-secret' }],
    });
  });
});

describe('a device whose secret Asterisk does not check', () => {
  const MD5 = { md5_cred: '0123456789abcdef0123456789abcdef' };

  it('gives no account, with a warning that says what to do', async () => {
    await device('1001', '1001');
    await set('1001', MD5);
    expect(await chooseSipDevice(db, log, '1001')).toEqual({
      account: null,
      rule: null,
      passedOver: [{ device: '1001', reason: 'md5-secret' }],
    });
    expect(log.warnings).toEqual([
      {
        fields: { event: 'pbx-device.md5-secret', device: '1001' },
        message: expect.stringContaining('MD5 Credentials'),
      },
    ]);
    await set('1001', { md5_cred: '' });
    expect(await endpoint('1001')).toBe('1001');
  });

  it('is none of chan_sip, where that keyword means nothing', async () => {
    await device('1001', '1001', { tech: 'sip' });
    await set('1001', MD5);
    expect(await endpoint('1001')).toBe('1001');
  });
});
