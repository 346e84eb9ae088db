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
  it('reads the settings of a PBX, with the default for a NULL value', async () => {
    await fillLabPbx(db, { ...AMI, ASTETCDIR: '/opt/etc', ASTMANAGERPORT: '5039' });
    expect(await readFreepbxSettings(db)).toEqual({
      ami: { host: 'localhost', port: 5039, user: 'u', secret: 'p' },
      astEtcDir: '/opt/etc',
      astSpoolDir: '/var/spool/asterisk',
      mode: 'extensions',
    });
  });

  it("uses FreePBX's defaults for missing rows, and has no AMI without its user", async () => {
    expect(await readFreepbxSettings(db)).toEqual({
      ami: null,
      astEtcDir: '/etc/asterisk',
      astSpoolDir: '/var/spool/asterisk',
      mode: 'extensions',
    });
  });

  it('is null when the database is not of FreePBX', async () => {
    await db.schema.dropTable('freepbx_settings');
    expect(await readFreepbxSettings(db)).toBeNull();
  });

  it('prefers the value to the default, even an empty value', async () => {
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

  it('reads device-and-user mode', async () => {
    await setFreepbxSettings(db, { AMPEXTENSIONS: 'deviceanduser' });
    expect((await readFreepbxSettings(db))?.mode).toBe('deviceanduser');
  });

  it.each(['abc', '0', '65536', '-1', '5038 '])('rejects the port %p', async (port) => {
    await setFreepbxSettings(db, { ...AMI, ASTMANAGERPORT: port });
    await expect(readFreepbxSettings(db)).rejects.toThrow(`ASTMANAGERPORT is not a valid port: "${port}"`);
  });
});
