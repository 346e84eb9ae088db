import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseMac } from '../../src/lib/mac';
import { testAddress } from '../addresses';
import { describeOnSmallDisk, mountSmallDisk, type SmallDisk } from '../lab/small-disk';
import type { ChildService } from '../trust/child-service';
import { createBarePhone } from './bare-phone';
import { type ChildLab, openChildLab, setAddresses } from './child-lab';

describeOnSmallDisk('the data folder', () => {
  let lab: ChildLab;
  let disk: SmallDisk;
  beforeAll(async () => {
    lab = await openChildLab();
  }, 180_000);
  afterAll(async () => {
    await lab?.close();
  }, 60_000);
  beforeEach(async () => {
    disk = mountSmallDisk('64k');
    // Each test has a secret of its own.
    if (await lab.db.schema.hasTable('hotdesk_settings'))
      await lab.db('hotdesk_settings').where({ name: '_secretCheck' }).delete();
  });
  afterEach(() => disk.remove());

  const start = (settings: Record<string, string> = {}) =>
    lab.start({ HOTDESK_DATA_DIR: disk.folder, HOTDESK_LOG_LEVEL: 'info', ...settings });

  /** What the service printed when it did not start. */
  const startFails = async (settings: Record<string, string> = {}): Promise<string[]> => {
    const error: unknown = await start(settings).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const [reason = '', ...printed] = String(error).split('\n');
    expect(reason).toContain('the service ended before it was open');
    return printed.filter((line) => line !== '');
  };
  const names = () => readdirSync(disk.folder).filter((name) => name !== 'filler');
  const file = (name: string) => path.join(disk.folder, name);

  const served = async (service: ChildService, number: number): Promise<number[]> => {
    const mac = parseMac(`00505800760${number}`);
    if (mac === null) throw new Error('an invalid MAC');
    const phone = createBarePhone(service, mac, testAddress(76, number));
    return [(await phone.fetch()).status, (await phone.fetch()).status];
  };

  test('full at the first start: one sentence, and no key; with space again, the service starts', async () => {
    disk.fill();
    expect(disk.isFull()).toBe(true);
    const sentence = `${file('secret.key')} (in HOTDESK_DATA_DIR) cannot be written: the disk is full (ENOSPC).`;
    expect(await startFails()).toEqual([sentence]);
    expect(names()).toEqual([]);
    disk.free();
    const service = await start();
    await setAddresses(service);
    expect(readFileSync(file('secret.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await served(service, 1)).toEqual([200, 200]);
    await service.stop();
  }, 60_000);

  test('full when the first admin key is due: one sentence, and no key that nobody knows', async () => {
    writeFileSync(file('secret.key'), `${'5a'.repeat(32)}\n`);
    disk.fill();
    const withoutKey = { HOTDESK_ADMIN_KEY: '' };
    const sentence = `${file('first.key')} (in HOTDESK_DATA_DIR) cannot be written: the disk is full (ENOSPC).`;
    expect((await startFails(withoutKey)).at(-1)).toBe(sentence);
    expect(names()).toEqual(['secret.key']);
    expect(await lab.db('hotdesk_keys')).toEqual([]);
    disk.free();
    const service = await start(withoutKey);
    expect(names()).toContain('first.key');
    await service.stop();
  }, 60_000);

  test.each(['full', 'read-only'])(
    '%s with a key: the service starts, serves phones, and leaves no part of a file',
    async (state) => {
      writeFileSync(file('secret.key'), `${'5a'.repeat(32)}\n`);
      if (state === 'full') disk.fill();
      else disk.setReadOnly(true);
      const service = await start();
      await setAddresses(service);
      expect(await served(service, state === 'full' ? 2 : 3)).toEqual([200, 200]);
      expect(names()).toEqual(['secret.key']);
      await service.stop();
      disk.setReadOnly(false);
    },
    60_000,
  );

  test('read-only at the first start: one sentence; writable again, the service starts', async () => {
    disk.setReadOnly(true);
    const sentence = `${file('secret.key')} (in HOTDESK_DATA_DIR) cannot be written: the file system is read-only (EROFS).`;
    expect(await startFails()).toEqual([sentence]);
    disk.setReadOnly(false);
    await (await start()).stop();
    expect(names()).toContain('secret.key');
  }, 60_000);

  test('a folder in the place of the key is one sentence', async () => {
    mkdirSync(file('secret.key'));
    expect(await startFails()).toEqual([
      `${file('secret.key')} (in HOTDESK_DATA_DIR) cannot be read: it is a folder (EISDIR).`,
    ]);
  }, 60_000);
});
