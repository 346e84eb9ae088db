import { fillSamplePbx, SAMPLE_EXTENSIONS, sampleVoicemailConf } from '../../sql/freepbx/sample';
import { createPbxDirectory } from '../../src/pbx/directory';
import { describeDirectory } from './directory.contract';
import { labDirectory } from './lab-directory';
import { embeddedPbx, recordedLog } from './support';

describeDirectory('SQLite', async () => labDirectory(await embeddedPbx()));

describe('the sample PBX', () => {
  async function samplePbx() {
    const db = await embeddedPbx();
    await fillSamplePbx(db);
    const log = recordedLog();
    const directory = createPbxDirectory({
      db,
      voicemail: { kind: 'text', text: sampleVoicemailConf() },
      log,
    });
    return { db, log, directory };
  }

  it('has the extensions and PINs of the README', async () => {
    const { db, log, directory } = await samplePbx();
    const extensions = await directory.extensions();
    expect(extensions.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(1001 + index)),
    );
    expect(extensions.slice(0, 4).map(({ name }) => name)).toEqual([
      'Alice Adams',
      'Bob Brown',
      'Carol Clark',
      'Desk 1004',
    ]);
    const pin = async (number: string) => (await directory.mailbox(number, 'default'))?.pin;
    expect(await pin('1001')).toBe('4711');
    expect(await pin('1002')).toBe('4712');
    expect(await pin('1003')).toBeUndefined();
    expect((await directory.extension('1003'))?.mailboxContext).toBeNull();
    expect(await pin('1004')).toBe('9004');
    expect(await pin('1020')).toBe('9020');
    expect(log.warnings).toEqual([]);
    await db.destroy();
  });

  it('gives each extension its own SIP account', async () => {
    const { db, directory } = await samplePbx();
    const accounts = await Promise.all(SAMPLE_EXTENSIONS.map(({ number }) => directory.sipAccount(number)));
    expect(accounts.map((account) => account?.endpoint)).toEqual(
      SAMPLE_EXTENSIONS.map(({ number }) => number),
    );
    expect(new Set(accounts.map((account) => account?.secret)).size).toBe(SAMPLE_EXTENSIONS.length);
    await db.destroy();
  });

  it('is inserted once', async () => {
    const { db } = await samplePbx();
    await fillSamplePbx(db);
    expect(await db('users').count({ rows: '*' })).toEqual([{ rows: SAMPLE_EXTENSIONS.length }]);
    await db.destroy();
  });
});
