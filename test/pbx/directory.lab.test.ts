import type { Knex } from 'knex';
import { fillLabPbx } from '../../sql/freepbx/lab-pbx';
import { createFreepbxTables, createVoicemailTable } from '../../sql/freepbx/tables';
import { databaseUrl } from '../../src/config/values';
import { createExtensionReader } from '../../src/pbx/extensions';
import { readFreepbxSettings } from '../../src/pbx/freepbx-settings';
import { findRealtimeMailbox } from '../../src/pbx/realtime-voicemail';
import { chooseSipDevice } from '../../src/pbx/sip-accounts';
import { readSipSettings } from '../../src/pbx/sip-settings';
import { connectDatabase } from '../../src/store/database';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { describeDirectory } from './directory.contract';
import { labDirectory } from './lab-directory';
import { recordedLog } from './support';

jest.setTimeout(120_000);

let mariadb: LabMariadb;
beforeAll(async () => {
  mariadb = await shareMariadb();
});
afterAll(() => mariadb.stop());

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function emptyDatabase(name: string): Promise<Knex> {
  await mariadb.createDatabase(name);
  return connectDatabase(databaseUrl.parse(mariadb.url(name)), silent);
}

describeDirectory('MariaDB', async () => labDirectory(await emptyDatabase('directory')));

describe('FreePBX tables on MariaDB', () => {
  let db: Knex;
  const log = recordedLog();
  beforeAll(async () => {
    db = await emptyDatabase('tables');
    await createFreepbxTables(db);
    await createFreepbxTables(db);
    await fillLabPbx(db);
  });
  afterAll(() => db.destroy());

  it("ignore case and trailing blanks like FreePBX's, and the readers do not", async () => {
    await db('devices').insert({ id: 'Lobby', tech: 'pjsip', dial: '', devicetype: 'fixed', user: 'Lobby' });
    await db('sip').insert({ id: 'Lobby', keyword: 'secret', data: 'x' });
    expect(await db('devices').where('id', 'LOBBY ').select('id')).toEqual([{ id: 'Lobby' }]);
    expect((await chooseSipDevice(db, log, 'Lobby')).account?.endpoint).toBe('Lobby');
    expect((await chooseSipDevice(db, log, 'LOBBY ')).account).toBeNull();
    await db('devices').insert({ id: 'hall', tech: 'pjsip', dial: '', devicetype: 'fixed', user: 'hall' });
    await db('sip').insert({ id: 'HALL', keyword: 'secret', data: 'of another device' });
    expect((await chooseSipDevice(db, log, 'hall')).account).toBeNull();
    await db('users').insert({ extension: '3000 ', name: 'Trailing blank', voicemail: 'novm' });
    expect(await db('users').where('extension', '3000').select('name')).toEqual([{ name: 'Trailing blank' }]);
    expect(await createExtensionReader(db, log).extension('3000')).toBeNull();
  });

  it('have settings, with the default for a NULL value', async () => {
    expect(await readFreepbxSettings(db)).toMatchObject({
      ami: { host: 'localhost', port: 5038, user: expect.stringMatching(/^[0-9a-f]{32}$/) },
      astEtcDir: '/etc/asterisk',
      mode: 'extensions',
    });
  });

  it('have the SIP settings as blobs', async () => {
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
  });

  it('may have mailboxes, which are found by their exact number', async () => {
    await createVoicemailTable(db);
    await db('voicemail').insert({ context: 'default', mailbox: 'abc', password: '-4711' });
    const find = (number: string, context: string) =>
      findRealtimeMailbox(db, { driver: 'odbc', table: 'voicemail' }, { number, context });
    expect(await find('abc', 'Default')).toEqual({ number: 'abc', context: 'default', pin: '4711' });
    expect(await find('ABC', 'default')).toBeNull();
    expect(await find('abc ', 'default')).toBeNull();
  });
});
