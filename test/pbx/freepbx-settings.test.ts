import type { Knex } from 'knex';
import { fillLabPbx } from '../../sql/freepbx/lab-pbx';
import { setFreepbxSettings } from '../../sql/freepbx/rows';
import { readFreepbxSettings } from '../../src/pbx/freepbx-settings';
import { embeddedPbx } from './support';

let db: Knex;
beforeEach(async () => {
  db = await embeddedPbx();
});
afterEach(() => db.destroy());

const AMI = { AMPMGRUSER: 'u', AMPMGRPASS: 'p' };

describe('readFreepbxSettings', () => {
  it('reads those of a PBX, the default where there is no value', async () => {
    await fillLabPbx(db, { ...AMI, ASTETCDIR: '/opt/etc', ASTMANAGERPORT: '5039' });
    expect(await readFreepbxSettings(db)).toEqual({
      ami: { host: 'localhost', port: 5039, user: 'u', secret: 'p' },
      astEtcDir: '/opt/etc',
      astSpoolDir: '/var/spool/asterisk',
      mode: 'extensions',
    });
  });

  it("has FreePBX's defaults for rows that are not there, and no AMI without its user", async () => {
    expect(await readFreepbxSettings(db)).toEqual({
      ami: null,
      astEtcDir: '/etc/asterisk',
      astSpoolDir: '/var/spool/asterisk',
      mode: 'extensions',
    });
  });

  it('is null where the database is not that of FreePBX', async () => {
    await db.schema.dropTable('freepbx_settings');
    expect(await readFreepbxSettings(db)).toBeNull();
  });

  it('takes the value before the default, and an empty value as it is', async () => {
    await db('freepbx_settings').insert([
      { keyword: 'AMPMGRUSER', value: 'mine', defaultval: 'admin' },
      { keyword: 'AMPMGRPASS', value: null, defaultval: 'amp111' },
      { keyword: 'ASTMANAGERPORT', value: '', defaultval: '1' },
    ]);
    expect((await readFreepbxSettings(db))?.ami).toEqual({
      host: 'localhost',
      port: 5038,
      user: 'mine',
      secret: 'amp111',
    });
    await setFreepbxSettings(db, { AMPMGRPASS: '' });
    expect((await readFreepbxSettings(db))?.ami).toBeNull();
  });

  it('knows device-and-user mode', async () => {
    await setFreepbxSettings(db, { AMPEXTENSIONS: 'deviceanduser' });
    expect((await readFreepbxSettings(db))?.mode).toBe('deviceanduser');
  });

  it.each(['abc', '0', '65536', '-1', '5038 '])('refuses the port %p', async (port) => {
    await setFreepbxSettings(db, { ...AMI, ASTMANAGERPORT: port });
    await expect(readFreepbxSettings(db)).rejects.toThrow(`ASTMANAGERPORT is not a valid port: "${port}"`);
  });
});
