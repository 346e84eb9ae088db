import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Knex } from 'knex';
import { checkBackup } from '../../src/app/backup/check-backup';
import { createBackup } from '../../src/app/backup/create-backup';
import { restoreBackup } from '../../src/app/backup/restore-backup';
import { withMaintenance } from '../../src/app/maintenance';
import { tokenKey } from '../../src/app/token-key';
import { createEncryptor, deriveKey } from '../../src/lib/encryption';
import { errorText } from '../../src/lib/errors';
import { BACKUP_TABLES, TABLES_LEFT_OUT } from '../../src/store/backup-tables';
import { migrateDatabase } from '../../src/store/database';
import { createLeases } from '../../src/store/leases';
import { belongsToSecret } from '../../src/store/secret-check';
import { writeSettings } from '../../src/store/settings';

/** A machine on which the service has run or will run. */
export interface BackupMachine {
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly envFile: string;
}

/** A session that runs, of a phone that an admin labelled, with a mapping; and whatever else a table can hold. */
const ROWS: Readonly<Record<string, object[]>> = {
  hotdesk_templates: [
    { id: 7, brand: 'snom', name: 'desk', default_of: 'snom', settings: '{}', keys: '[]', overrides: '{}' },
  ],
  hotdesk_mappings: [
    { id: 9, extension: '1001', brand: 'snom', template_id: 7, model: '', mac: '', overrides: '{}' },
  ],
  hotdesk_phones: [
    {
      mac: '000413000001',
      brand: 'snom',
      model: null,
      firmware: '10.1 ü “x” 😀',
      label: 'it\'s \\ "here"\n',
      created_at: 1_790_000_000_123,
      seen_at: null,
      seen_address: null,
      link_token_id: 'a'.repeat(64),
      link_used: 1,
    },
  ],
  hotdesk_sessions: [
    {
      id: 's-1',
      extension: '1001',
      endpoint: '1001',
      technology: 'pjsip',
      mac: '000413000001',
      via: 'internal',
      state: 'verified',
      allowed_by: 'voicemail-pin',
      token_id: 'b'.repeat(64),
      token_nonce: 'c'.repeat(32),
      requested_at: 1_790_000_000_124,
      verified_at: 1_790_000_000_125,
      escalation_level: 0,
      active_mac: '000413000001',
      active_extension: '1001',
    },
  ],
  hotdesk_jobs: [
    {
      id: 12,
      mac: '000413000001',
      session_id: 's-1',
      kind: 'notify-phone',
      due_at: 5,
      first_due_at: 4,
      attempts: 3,
      last_error: null,
    },
  ],
  hotdesk_audit: Array.from({ length: 333 }, (_, index) => ({
    id: index + 1,
    at: index,
    actor: 'system',
    action: 'verified',
    mac: null,
    extension: '1001',
    address: null,
    details: index === 5 ? JSON.stringify({ long: 'x'.repeat(70_000) }) : '{}',
  })),
  hotdesk_keys: [{ id: 'k', name: 'of-crm', hash: 'd'.repeat(64), scopes: 'read', created_at: 1 }],
  hotdesk_attempts: [{ subject: 'extension 1001', failures: 2, last_at: 3 }],
  hotdesk_census: [
    { id: 1, users: '["1001"]', devices: '["1001"]', sip: '["1001"]', mailboxes: '[]', incomplete_since: 9 },
  ],
  hotdesk_pins: [{ extension: '1002', hash: 'scrypt', must_change: 1, changed_at: 8 }],
};

/** The contract of backup and restore, on every database. `newMachine` makes one with an empty database. */
export function describeBackup(name: string, newMachine: (folder: string) => Promise<BackupMachine>): void {
  describe(`a backup on ${name}`, () => {
    let folder: string;
    let file: string;
    let machines = 0;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-backup-'));
      file = path.join(folder, 'of.backup');
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const readFile = (from: string) => readFileSync(from, 'utf8');
    const withDatabase = <T>({ env }: BackupMachine, work: (db: Knex) => Promise<T>): Promise<T> =>
      withMaintenance(env, readFile, ({ db }) => work(db));

    const emptyMachine = (): Promise<BackupMachine> => {
      machines += 1;
      const own = path.join(folder, `machine-${machines}`);
      mkdirSync(own);
      return newMachine(own);
    };
    /** A machine on which the service has started. */
    const startedMachine = async (): Promise<BackupMachine> => {
      const machine = await emptyMachine();
      await withMaintenance(machine.env, readFile, async ({ config, db }) => {
        await migrateDatabase(db);
        const key = tokenKey(config.secret, config.dataDir);
        await belongsToSecret(db, createEncryptor(deriveKey(key, 'settings')));
      });
      return machine;
    };
    const usedMachine = async (): Promise<BackupMachine> => {
      const machine = await startedMachine();
      await withDatabase(machine, async (db) => {
        await writeSettings(db, { defaultLogin: true, internalAddress: '192.0.2.7' });
        for (const [table, rows] of Object.entries(ROWS)) await db.batchInsert(table, rows, 50);
      });
      return machine;
    };

    const save = ({ env }: BackupMachine, to = file) =>
      withMaintenance(env, readFile, (tools) =>
        createBackup(tools, { file: to, version: '0.1.0', now: 1_790_000_000_999 }),
      );
    const restore = ({ env }: BackupMachine, { replace = false, adoptSecret = false, from = file } = {}) =>
      withMaintenance(env, readFile, async (tools) => {
        const backup = await checkBackup(tools.config, { file: from, adoptSecret, env, readFile });
        const restored = await restoreBackup(tools, backup, { file: from, replace, now: 77 });
        return { ...restored, notes: backup.notes };
      });
    const refusalOf = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => {
          throw new Error('it was not refused');
        },
        (error: unknown) => errorText(error),
      );

    /** All rows, without the entry of the restore itself. */
    const contentOf = (machine: BackupMachine) =>
      withDatabase(machine, async (db) => {
        const content: Record<string, object[]> = {};
        for (const table of BACKUP_TABLES) {
          const [key] = Object.keys(await db(table).columnInfo());
          content[table] = await db(table).orderBy(key ?? 'id');
        }
        content.hotdesk_audit = (content.hotdesk_audit ?? []).filter(
          (row) => !('action' in row && row.action === 'backup-restored'),
        );
        return content;
      });
    const secretOf = ({ dataDir }: BackupMachine) => readFile(path.join(dataDir, 'secret.key'));

    test('has every table but those that mean nothing later', async () => {
      const machine = await startedMachine();
      const tables = await withDatabase(machine, (db) => tablesOf(db));
      expect(tables.sort()).toEqual([...BACKUP_TABLES, ...TABLES_LEFT_OUT].sort());
    });

    test('restored on a new machine brings all rows, the secret and the files of the admin', async () => {
      const old = await usedMachine();
      const brand = path.join(old.dataDir, 'brands', 'acme', 'brand.json');
      mkdirSync(path.dirname(brand), { recursive: true });
      writeFileSync(brand, '{"of":"acme"}');
      writeFileSync(path.join(old.dataDir, 'overrides.json'), '{}');
      writeFileSync(old.envFile, '# mine\nHOTDESK_LOG_LEVEL=warn\n');
      const { rows } = await save(old);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(Object.fromEntries(rows)).toMatchObject({ hotdesk_audit: 333, hotdesk_sessions: 1 });
      const before = await contentOf(old);

      const fresh = await emptyMachine();
      const restored = await restore(fresh);
      expect(restored).toMatchObject({ adopted: null, notes: [], rows });
      expect(await contentOf(fresh)).toEqual(before);
      expect(secretOf(fresh)).toBe(secretOf(old));
      expect(readFile(path.join(fresh.dataDir, 'brands', 'acme', 'brand.json'))).toBe('{"of":"acme"}');
      expect(readFile(path.join(fresh.dataDir, 'overrides.json'))).toBe('{}');
      expect(readFile(fresh.envFile)).toBe('# mine\nHOTDESK_LOG_LEVEL=warn\n');
      for (const each of ['secret.key', 'overrides.json', 'brands/acme/brand.json'])
        expect(statSync(path.join(fresh.dataDir, each)).mode & 0o777).toBe(0o600);
      const entries = await withDatabase(fresh, (db) =>
        db('hotdesk_audit').where({ action: 'backup-restored' }),
      );
      expect(entries).toMatchObject([{ at: 77, actor: 'system', details: '{"createdAt":1790000000999}' }]);
    });

    test('takes the place of what the first start has made, without an option', async () => {
      const old = await usedMachine();
      await save(old);
      const fresh = await startedMachine();
      await withDatabase(fresh, (db) =>
        db('hotdesk_keys').insert({ ...ROWS.hotdesk_keys?.[0], name: 'first' }),
      );
      await restore(fresh);
      expect(await contentOf(fresh)).toEqual(await contentOf(old));
      expect(secretOf(fresh)).toBe(secretOf(old));
    });

    test('with rows in the way is refused and changes nothing; with replace it deletes them', async () => {
      const old = await usedMachine();
      await save(old);
      const other = await startedMachine();
      await withDatabase(other, (db) =>
        db('hotdesk_phones').insert({
          ...ROWS.hotdesk_phones?.[0],
          mac: '000413000002',
          link_token_id: null,
        }),
      );
      const before = [await contentOf(other), secretOf(other), readdirSync(other.dataDir)];
      expect(await refusalOf(restore(other))).toBe(
        'The database has rows already (hotdesk_phones 1): add --replace to delete them, or restore into an empty database.',
      );
      expect([await contentOf(other), secretOf(other), readdirSync(other.dataDir)]).toEqual(before);
      await restore(other, { replace: true });
      expect(await contentOf(other)).toEqual(await contentOf(old));
    });

    test('that cannot be put in place at the end leaves rows and files as they were', async () => {
      const old = await usedMachine();
      writeFileSync(path.join(old.dataDir, 'overrides.json'), '{}');
      await save(old);
      const other = await usedMachine();
      // Placed after secret.key.
      mkdirSync(path.join(other.dataDir, 'overrides.json'));
      const before = [await contentOf(other), secretOf(other)];
      expect(await refusalOf(restore(other, { replace: true }))).toContain(
        `${path.join(other.dataDir, 'overrides.json')} (in HOTDESK_DATA_DIR) cannot be written`,
      );
      expect([await contentOf(other), secretOf(other)]).toEqual(before);
      expect(readdirSync(other.dataDir).filter((each) => each.includes('before-restore'))).toEqual([]);
    });

    test('removes copies that belong to what was there', async () => {
      const machine = await usedMachine();
      await save(machine);
      mkdirSync(path.join(machine.dataDir, 'config-cache'));
      writeFileSync(path.join(machine.dataDir, 'settings-cache'), 'x');
      await restore(machine, { replace: true });
      expect(existsSync(path.join(machine.dataDir, 'config-cache'))).toBe(false);
      expect(existsSync(path.join(machine.dataDir, 'settings-cache'))).toBe(false);
    });

    test('while the service runs is refused', async () => {
      const machine = await usedMachine();
      await save(machine);
      await withDatabase(machine, (db) => createLeases(db).take('leader', 'a service', 60_000));
      expect(await refusalOf(restore(machine, { replace: true }))).toMatch(
        /^The service is running with this database: stop it first/,
      );
    });

    test('of another secret is refused; accepting the loss ends the sessions and keeps the rest', async () => {
      const old = await usedMachine();
      const encryptor = createEncryptor(deriveKey(tokenKey(null, old.dataDir), 'settings'));
      await withDatabase(old, (db) => writeSettings(db, { webhookSecret: encryptor.encrypt('signed') }));
      await save(old);
      const fresh = await emptyMachine();
      const env = { ...fresh.env, HOTDESK_SECRET: 'another-secret-of-this-machine-alone' };
      const withSecret = { ...fresh, env };
      expect(await refusalOf(restore(withSecret))).toBe(
        `${file} belongs to another secret than this machine has: set HOTDESK_SECRET to that of the machine where it was made, ` +
          'or remove it where that had a key file; or add --adopt-secret, which logs out every phone.',
      );
      const { adopted } = await restore(withSecret, { adoptSecret: true });
      expect(adopted).toEqual({ ended: 1, unreadable: ['webhookSecret'] });
      await withDatabase(withSecret, async (db) => {
        expect(await db('hotdesk_sessions')).toMatchObject([
          { id: 's-1', state: 'ended', end_reason: 'secret-changed', active_mac: null },
        ]);
        expect(await db('hotdesk_jobs').orderBy('id').pluck('kind')).toEqual([
          'notify-phone',
          'notify-phone',
          'end-registration',
        ]);
        expect(await db('hotdesk_audit').where({ action: 'secret-adopted' })).toHaveLength(1);
        const key = tokenKey(env.HOTDESK_SECRET, fresh.dataDir);
        expect(await belongsToSecret(db, createEncryptor(deriveKey(key, 'settings')))).toBe(true);
      });
    });

    test('made with HOTDESK_SECRET needs it again', async () => {
      const first = await emptyMachine();
      const secret = { HOTDESK_SECRET: 'the-secret-of-all-the-instances-of-before' };
      const old = { ...first, env: { ...first.env, ...secret } };
      await withMaintenance(old.env, readFile, async ({ db }) => migrateDatabase(db));
      await save(old);
      const fresh = await emptyMachine();
      expect(await refusalOf(restore(fresh))).toBe(
        'The backup was made with HOTDESK_SECRET, which is not in it: set it to the same value.',
      );
      await restore({ ...fresh, env: { ...fresh.env, ...secret } });
      expect(existsSync(path.join(fresh.dataDir, 'secret.key'))).toBe(false);
    });

    test('keeps a settings file that is there, and restores none that leads to another database', async () => {
      const old = await usedMachine();
      writeFileSync(old.envFile, 'HOTDESK_DATABASE_URL=mysql://user:hidden@192.0.2.1/asterisk\n');
      // Made while that line was not there yet.
      rmSync(old.envFile);
      writeFileSync(old.envFile, 'HOTDESK_LOG_LEVEL=warn\n');
      await save(old);
      const kept = await emptyMachine();
      writeFileSync(kept.envFile, '# other\n');
      const { notes } = await restore(kept);
      expect(notes).toEqual([`${kept.envFile} is there and stays: the one of the backup is not restored.`]);
      expect(readFile(kept.envFile)).toBe('# other\n');

      const lines = gunzipSync(readFileSync(file)).toString('utf8');
      expect(lines).toContain('HOTDESK_LOG_LEVEL=warn');
      const elsewhere = await emptyMachine();
      const changed = path.join(folder, 'changed.backup');
      writeBackupLines(changed, (line) =>
        line.replace('HOTDESK_LOG_LEVEL=warn', 'HOTDESK_DATABASE_URL=mysql://user:hidden@192.0.2.1/asterisk'),
      );
      const refusal = await refusalOf(restore(elsewhere, { from: changed }));
      expect(refusal).toBe(
        'The settings of the backup name another database (HOTDESK_DATABASE_URL) than this machine uses: write ' +
          `${elsewhere.envFile} first, for example with the settings that this machine needs.`,
      );
    });

    /** The lines of the backup, changed and with the right checksum. */
    function writeBackupLines(to: string, change: (line: string, index: number) => string): void {
      const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(0, -1);
      const text = lines.map((line, index) => `${change(line, index)}\n`).join('');
      const sha256 = createHash('sha256').update(text).digest('hex');
      writeFileSync(to, gzipSync(`${text}${JSON.stringify({ sha256 })}\n`));
    }

    test.each([
      ['is cut', (bytes: Buffer) => bytes.subarray(0, -30), 'is no gzip file, or not the whole one'],
      ['is empty', () => Buffer.alloc(0), 'is no gzip file, or not the whole one'],
      ['is another file', () => Buffer.from('secret.key'), 'is no gzip file, or not the whole one'],
      ['is another gzip file', () => gzipSync('{"a":1}\n'), 'is no backup of Hotdesk'],
      [
        'has a changed letter',
        (bytes: Buffer) =>
          gzipSync(gunzipSync(bytes).toString('utf8').replace('"failures":2', '"failures":3')),
        'its checksum does not match',
      ],
      [
        'lacks its end',
        (bytes: Buffer) =>
          gzipSync(`${gunzipSync(bytes).toString('utf8').trim().split('\n').slice(0, -1).join('\n')}\n`),
        'its end is missing',
      ],
    ])('that %s is refused before anything changes', async (_how, damage, sentence) => {
      const machine = await usedMachine();
      await save(machine);
      const before = [await contentOf(machine), secretOf(machine)];
      writeFileSync(file, damage(readFileSync(file)));
      expect(await refusalOf(restore(machine, { replace: true }))).toContain(sentence);
      expect([await contentOf(machine), secretOf(machine)]).toEqual(before);
    });

    test.each([
      ['the format', (line: string) => line.replace('"hotdeskBackup":1', '"hotdeskBackup":2')],
      ['the tables', (line: string) => line.replace('"migrations":[', '"migrations":["999-later",')],
    ])('of a newer version by %s is refused', async (_what, change) => {
      const machine = await usedMachine();
      await save(machine);
      writeBackupLines(file, (line, index) => (index === 0 ? change(line) : line));
      expect(await refusalOf(restore(machine, { replace: true }))).toBe(
        `${file} was made by a newer version of Hotdesk (0.1.0): install that version.`,
      );
    });

    test.each([
      ['../secret.key', 'it has a line of unknown form'],
      ['brands/../../x/brand.json', 'it has a line of unknown form'],
    ])('with a file %s is refused', async (name, sentence) => {
      const machine = await usedMachine();
      await save(machine);
      writeBackupLines(file, (line) => line.replace('{"file":"secret.key"', `{"file":"${name}"`));
      expect(await refusalOf(restore(machine, { replace: true }))).toContain(sentence);
    });

    test('is not made where the service has not run, nor of tables of another secret; no file is left', async () => {
      const never = await emptyMachine();
      expect(await refusalOf(save(never))).toBe(
        `There is no ${path.join(never.dataDir, 'secret.key')}: the service has not run with this HOTDESK_DATA_DIR, so there is ` +
          'nothing to back up.',
      );
      const machine = await usedMachine();
      rmSync(path.join(machine.dataDir, 'secret.key'));
      tokenKey(null, machine.dataDir);
      expect(await refusalOf(save(machine))).toContain('belong to another secret than');
      expect(readdirSync(folder).filter((each) => each.includes('.backup'))).toEqual([]);
    });

    test('replaces an older one only when it is whole, and neither a folder nor a device', async () => {
      const machine = await usedMachine();
      writeFileSync(file, 'older');
      await save(machine);
      expect(readFileSync(file).length).toBeGreaterThan(100);
      expect(await refusalOf(save(machine, folder))).toBe(
        `${folder} exists and is no file: name another one.`,
      );
      expect(await refusalOf(save(machine, '/dev/null'))).toBe(
        '/dev/null exists and is no file: name another one.',
      );
      expect(await refusalOf(save(machine, path.join(folder, 'none', 'x')))).toContain('cannot be written: ');
    });
  });
}

async function tablesOf(db: Knex): Promise<string[]> {
  const rows =
    db.client.dialect === 'mysql'
      ? db('information_schema.TABLES').whereRaw('TABLE_SCHEMA = DATABASE()').pluck('TABLE_NAME')
      : db('sqlite_master').where({ type: 'table' }).pluck('name');
  const names: string[] = await rows;
  return names.filter((each) => each.startsWith('hotdesk_'));
}
