import type { Knex } from 'knex';
import { fillLabPbx } from '../../sql/freepbx/lab-pbx';
import { readSipSettings } from '../../src/pbx/sip-settings';
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

async function fillChanSip(values: Readonly<Record<string, string>>, type = 0): Promise<void> {
  await db('sipsettings').insert(
    Object.entries(values).map(([keyword, data], seq) => ({ keyword, data, seq, type })),
  );
}

const on = (...transports: readonly string[]) =>
  JSON.stringify(Object.fromEntries(transports.map((transport) => [transport, { '0.0.0.0': 'on' }])));

const listenersOf = async (technology: 'pjsip' | 'sip') =>
  (await readSipSettings(db, log)).listeners[technology].map(
    ({ transport, port, address }) => `${transport} ${address ?? '*'}:${port}`,
  );

describe('readSipSettings', () => {
  it('reads the settings of a PBX', async () => {
    await fillLabPbx(db);
    expect(await readSipSettings(db, log)).toEqual({
      listeners: {
        pjsip: [
          { transport: 'udp', port: 5060, address: null },
          { transport: 'tcp', port: 5060, address: null },
        ],
        sip: [{ transport: 'udp', port: 5160, address: null }],
      },
      externalAddress: '203.0.113.20',
      localNetworks: ['192.168.10.0/24'],
    });
    expect(log.warnings).toEqual([]);
  });

  it('needs no table', async () => {
    await db.schema.dropTable('kvstore_Sipsettings');
    await db.schema.dropTable('sipsettings');
    expect(await listenersOf('pjsip')).toEqual([]);
    expect(await listenersOf('sip')).toEqual(['udp *:5060']);
  });

  it.each<[string, object, Record<string, string>, readonly string[]]>([
    ['another port', { udp: { '0.0.0.0': 'on' } }, { 'udpport-0.0.0.0': '5160' }, ['udp *:5160']],
    [
      'one address only',
      { udp: { '0.0.0.0': 'off', '192.0.2.7': 'on' } },
      { 'udpport-192.0.2.7': '5070', 'udpport-0.0.0.0': '5160' },
      ['udp 192.0.2.7:5070'],
    ],
    [
      'udp before tcp before tls',
      { tls: { '::': 'on' }, tcp: { '::': 'on' }, udp: { '::': 'on' } },
      {},
      ['udp *:5060', 'tcp *:5060', 'tls *:5061'],
    ],
    ['nothing on', { udp: [], ws: { '0.0.0.0': 'on' } }, {}, []],
    ['a port that is none', { udp: { '0.0.0.0': 'on' } }, { 'udpport-0.0.0.0': '' }, ['udp *:5061']],
  ])('knows of PJSIP %s', async (_, binds, ports, expected) => {
    await fill({ binds: JSON.stringify(binds), ...ports });
    expect(await listenersOf('pjsip')).toEqual(expected);
  });

  it("has FreePBX's ports of PJSIP where it has no row for them: 5061, 5160 and 5161", async () => {
    await fill({ binds: on('udp', 'tcp', 'tls') });
    expect(await listenersOf('pjsip')).toEqual(['udp *:5061', 'tcp *:5160', 'tls *:5161']);
  });

  it("has Asterisk's ports where FreePBX writes none: it has defaults for 0.0.0.0 only", async () => {
    await fill({ binds: JSON.stringify({ udp: { '192.0.2.7': 'on' }, tls: { '192.0.2.7': 'on' } }) });
    expect(await listenersOf('pjsip')).toEqual(['udp 192.0.2.7:5060', 'tls 192.0.2.7:5061']);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['no row', {}, ['udp *:5060']],
    ['both technologies', { bindport: '5160', tlsbindport: '5161' }, ['udp *:5160']],
    ['an empty port', { bindport: '' }, ['udp *:5060']],
    ['one address', { bindaddr: '192.0.2.7', bindport: '5070' }, ['udp 192.0.2.7:5070']],
    ['TCP', { bindport: '5160', tcpenable: 'yes' }, ['udp *:5160', 'tcp *:5160']],
    ['TLS', { tlsenable: 'yes', tlsbindport: '5161' }, ['udp *:5060', 'tls *:5161']],
    ['TLS without a port', { tlsenable: 'yes' }, ['udp *:5060', 'tls *:5061']],
  ])('knows chan_sip with %s', async (_, values, expected) => {
    if (Object.keys(values).length > 0) await fillChanSip(values);
    expect(await listenersOf('sip')).toEqual(expected);
  });

  it('takes no codec for a setting of chan_sip', async () => {
    await fillChanSip({ bindport: '1' }, 1);
    expect(await listenersOf('sip')).toEqual(['udp *:5060']);
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
      expect(await listenersOf('pjsip')).toEqual([]);
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
