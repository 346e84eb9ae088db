import type { Knex } from 'knex';
import { fillLabPbx } from '../../sql/freepbx/lab-pbx';
import { DEFAULT_SIP_SETTINGS, readSipSettings } from '../../src/pbx/sip-settings';
import { embeddedPbx, recordedLog } from './support';

let db: Knex;
const log = recordedLog();
beforeEach(async () => {
  db = await embeddedPbx();
  log.warnings.length = 0;
});
afterEach(() => db.destroy());

async function fill(values: Readonly<Record<string, string>>): Promise<void> {
  await db('kvstore_Sipsettings').insert(Object.entries(values).map(([key, val]) => ({ key, val })));
}

describe('readSipSettings', () => {
  it('reads the settings of a PBX', async () => {
    await fillLabPbx(db);
    expect(await readSipSettings(db, log)).toEqual({
      port: 5060,
      transport: 'udp',
      address: null,
      externalAddress: '203.0.113.20',
      localNetworks: ['192.168.10.0/24'],
    });
    expect(log.warnings).toEqual([]);
  });

  it('uses the defaults when the table is empty or missing', async () => {
    expect(await readSipSettings(db, log)).toEqual(DEFAULT_SIP_SETTINGS);
    await db.schema.dropTable('kvstore_Sipsettings');
    expect(await readSipSettings(db, log)).toEqual(DEFAULT_SIP_SETTINGS);
  });

  it.each<[string, object, Record<string, string>, object]>([
    [
      'another port',
      { udp: { '0.0.0.0': 'on' } },
      { 'udpport-0.0.0.0': '5160' },
      { port: 5160, transport: 'udp', address: null },
    ],
    [
      'one address only',
      { udp: { '0.0.0.0': 'off', '192.0.2.7': 'on' } },
      { 'udpport-192.0.2.7': '5070', 'udpport-0.0.0.0': '5160' },
      { port: 5070, transport: 'udp', address: '192.0.2.7' },
    ],
    [
      'tcp when udp is off',
      { udp: { '0.0.0.0': 'off' }, tcp: { '0.0.0.0': 'on' } },
      {},
      { port: 5060, transport: 'tcp', address: null },
    ],
    ['tls when it is all there is', { tls: { '0.0.0.0': 'on' } }, {}, { port: 5061, transport: 'tls' }],
    ['nothing on', { udp: [], ws: { '0.0.0.0': 'on' } }, {}, { port: 5060, transport: 'udp' }],
    ['a port that is none', { udp: { '0.0.0.0': 'on' } }, { 'udpport-0.0.0.0': '' }, { port: 5060 }],
  ])('knows %s', async (_, binds, ports, expected) => {
    await fill({ binds: JSON.stringify(binds), ...ports });
    expect(await readSipSettings(db, log)).toMatchObject(expected);
  });

  it.each([
    ['24', ['10.1.0.0/24']],
    ['255.255.0.0', ['10.1.0.0/16']],
    ['255.255.255.255', ['10.1.0.0/32']],
    ['0.0.0.0', ['10.1.0.0/0']],
    ['255.0.255.0', []],
    ['', []],
  ])('takes the mask %p', async (mask, networks) => {
    await fill({
      localnets: JSON.stringify([
        { net: '10.1.0.0', mask },
        { net: '', mask: '24' },
      ]),
    });
    expect((await readSipSettings(db, log)).localNetworks).toEqual(networks);
  });

  it.each(['{', '[1,2]', '"text"', '{"udp":"on"}'])(
    'uses the default, with a warning, for binds of %s',
    async (binds) => {
      await fill({ binds });
      expect(await readSipSettings(db, log)).toEqual(DEFAULT_SIP_SETTINGS);
      expect(log.warnings.map(({ fields }) => fields)).toEqual([
        { event: 'pbx-sip-settings.invalid', key: 'binds' },
      ]);
    },
  );

  it.each(['192.0.2.1:5060', 'fe80::1%eth0', 'a b'])('ignores the external address %s', async (externip) => {
    await fill({ externip });
    expect((await readSipSettings(db, log)).externalAddress).toBeNull();
  });

  it('ignores rows with another id', async () => {
    await db('kvstore_Sipsettings').insert({ key: 'externip', val: '192.0.2.1', id: 'other' });
    expect((await readSipSettings(db, log)).externalAddress).toBeNull();
  });
});
