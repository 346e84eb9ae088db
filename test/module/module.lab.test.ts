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
import type { Knex } from 'knex';
import { fillLabPbx, labVoicemailConf } from '../../sql/freepbx/lab-pbx';
import { createFreepbxTables } from '../../sql/freepbx/tables';
import { parseMac } from '../../src/lib/mac';
import { connectDatabase } from '../../src/store/database';
import { testAddress } from '../addresses';
import { createBarePhone } from '../faults/bare-phone';
import { setAddresses } from '../faults/child-lab';
import { callAdminApi, LAB_ADMIN_KEY } from '../lab/admin-api';
import { freePort } from '../lab/free-port';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { until } from '../lab/until';
import { SILENT } from '../test-app';
import { buildService } from '../trust/child-service';
import { createFreepbxMachine, type FreepbxMachine, type FreepbxMachineOptions } from './freepbx-module';

let mariadb: LabMariadb;
let folder: string;
beforeAll(async () => {
  buildService();
  mariadb = await shareMariadb();
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-module-test-'));
  writeFileSync(path.join(folder, 'voicemail.conf'), labVoicemailConf());
}, 180_000);
afterAll(async () => {
  await mariadb?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
}, 60_000);

let databases = 0;

/** A database with FreePBX's tables. Nobody listens at its AMI port. */
async function createPbx(): Promise<{ readonly db: Knex; readonly freepbxConf: string }> {
  databases += 1;
  const database = await mariadb.createDatabase(`module${databases}`);
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  cleanups.push(() => db.destroy());
  await createFreepbxTables(db);
  await fillLabPbx(db, { AMPMGRUSER: 'hotdesk', AMPMGRPASS: 'nobody-listens', ASTMANAGERPORT: '9' });
  const conf = {
    AMPDBHOST: host,
    AMPDBPORT: port,
    AMPDBUSER: user,
    AMPDBPASS: password,
    AMPDBNAME: database,
  };
  const lines = Object.entries(conf).map(([name, value]) => `$amp_conf['${name}'] = '${value}';\n`);
  return { db, freepbxConf: `<?php\n${lines.join('')}` };
}

function createMachine(options: FreepbxMachineOptions = {}): FreepbxMachine {
  const machine = createFreepbxMachine(options);
  cleanups.push(machine.remove);
  return machine;
}

interface Ports {
  readonly phonesPort: number;
  readonly adminPort: number;
}

/** Writes the settings file as an admin does. */
async function writeSettings(
  machine: FreepbxMachine,
  more: Readonly<Record<string, string>> = {},
): Promise<Ports> {
  const ports = { phonesPort: await freePort('tcp'), adminPort: await freePort('tcp') };
  const settings = {
    HOTDESK_PHONES_BIND: '127.0.0.1',
    HOTDESK_PHONES_PORT: String(ports.phonesPort),
    HOTDESK_ADMIN_PORT: String(ports.adminPort),
    HOTDESK_VOICEMAIL_CONF: path.join(folder, 'voicemail.conf'),
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(machine.envFile, `# Of the admin\n\n${lines.join('')}`, { mode: 0o600 });
  return ports;
}

const health = async ({ adminPort }: Ports): Promise<number> =>
  fetch(`http://127.0.0.1:${adminPort}/healthz`).then(
    ({ status }) => status,
    () => 0,
  );

const answerOf = (output: string): unknown => JSON.parse(/^answer: (.*)$/m.exec(output)?.[1] ?? '"none"');

describe('an installation', () => {
  test('with the module owned by root runs the service, names the file of the first key, and shows no setting', async () => {
    const machine = createMachine(await createPbx());
    const ports = await writeSettings(machine, {
      HOTDESK_SECRET: 'the-secret-of-this-machine-in-its-settings',
    });
    const { output } = await machine.php('install');
    expect(answerOf(output)).toBe(true);
    expect(output).toMatch(/^Hotdesk is running with PID \d+$/m);
    expect(await health(ports)).toBe(200);
    const key = path.join(machine.dataDir, 'first.key');
    expect(output).toContain(key);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(output).not.toContain(readFileSync(key, 'utf8').trim());
    expect(output).not.toContain('the-secret-of');
    expect(output).not.toContain('PHP says');
    const { uid } = statSync(machine.dataDir);
    expect(uid).not.toBe(0);
    expect(statSync(key).uid).toBe(uid);
    expect(answerOf((await machine.php('stopFreepbx')).output)).toBe(true);
    expect(await health(ports)).toBe(0);
  });

  test('fails when the service does not stay up, and shows no setting; the log has one sentence', async () => {
    const machine = createMachine(await createPbx());
    const secrets = { HOTDESK_ADMIN_KEY: 'an-admin-key-of-the-settings', HOTDESK_TLS_MIN: '0.9' };
    await writeSettings(machine, secrets);
    const { output } = await machine.php('install');
    expect(answerOf(output)).toBe(false);
    expect(output).toContain('Hotdesk does not stay up. See the end of ');
    expect(output).not.toMatch(/HOTDESK_|an-admin-key/);
    expect(machine.errorLog()).toBe('HOTDESK_TLS_MIN must be one of 1.0, 1.1, 1.2, 1.3, but is "0.9".\n');
  });

  test.each([
    ['v8.16.0', 'Hotdesk needs Node.js 18.19 or newer, but this is 8.16.0. The distribution of FreePBX 16'],
    [null, 'Hotdesk needs Node.js 18.19 or newer, but node is not installed. The distribution of FreePBX 16'],
  ])('with node %s fails and says which one it needs', async (node, sentence) => {
    const { output } = await createMachine({ node }).php('install');
    expect(answerOf(output)).toBe(false);
    expect(output).toContain(sentence);
  });
});

describe('a hook of FreePBX', () => {
  const methods = ['install', 'startFreepbx', 'stopFreepbx'];

  test.each(methods)('%s survives any error of PHP in the process manager', async (method) => {
    const { code, output } = await createMachine({ fault: 'error' }).php(method);
    expect(code).toBe(0);
    expect(answerOf(output)).toBe(false);
    expect(output).toMatch(/^Hotdesk could not be \w+: Call to a member function/m);
  });

  test.each(methods)(
    '%s shows why a process failed, and neither its command nor its environment',
    async (method) => {
      const { code, output } = await createMachine({ fault: 'process' }).php(method);
      expect(code).toBe(0);
      expect(answerOf(output)).toBe(false);
      expect(output).toMatch(/^Hotdesk could not be \w+: no such user \(exit code 3\)$/m);
      expect(output).not.toMatch(/HOTDESK_|sh -c/);
    },
  );

  test('uninstall survives it too', async () => {
    const { code, output } = await createMachine({ fault: 'error' }).php('uninstall');
    expect(code).toBe(0);
    expect(output).toContain('The tables hotdesk_* and the folder ');
    expect(answerOf(output)).toBe(true);
  });
});

const MAC = parseMac('005058008101');
const newPhone = (ports: Ports) => {
  if (MAC === null) throw new Error('an invalid MAC');
  return createBarePhone(ports, MAC, testAddress(81, 1));
};

/** Installs the module, and logs 1001 in at a phone. */
async function installAndLogIn(machine: FreepbxMachine, more: Readonly<Record<string, string>> = {}) {
  const ports = await writeSettings(machine, { HOTDESK_ADMIN_KEY: LAB_ADMIN_KEY, ...more });
  const { output } = await machine.php('install');
  expect(answerOf(output)).toBe(true);
  await setAddresses(ports);
  const phone = newPhone(ports);
  await phone.fetch();
  await phone.logIn('1001', '4711');
  await until('the phone gets its account', async () => (await phone.fetch()).account === '1001', 60_000);
  return { ports, phone };
}

describe("FreePBX's backup", () => {
  test('restored on an emptied machine: the phone fetches its account with the token it had', async () => {
    const pbx = await createPbx();
    const machine = createMachine(pbx);
    const { ports, phone } = await installAndLogIn(machine);
    const saved = path.join(machine.folder, 'saved');
    mkdirSync(saved);
    const backup = await machine.php('backup', saved);
    expect(backup).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^INFO: Saved \d+ rows and secret\.key, hotdesk\.env to /),
    });
    const found = readdirSync(saved, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.backup'),
    );
    expect(found).toHaveLength(1);
    expect(readdirSync(tmpdir()).filter((name) => /^hotdesk-[0-9a-f]{16}$/.test(name))).toEqual([]);

    expect(answerOf((await machine.php('stopFreepbx')).output)).toBe(true);
    const tables: string[] = await pbx
      .db('information_schema.TABLES')
      .whereRaw("TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'hotdesk\\_%'")
      .pluck('TABLE_NAME');
    expect(tables.length).toBeGreaterThan(10);
    await pbx.db.raw(
      `DROP TABLE ${tables
        .sort()
        .map((table) => `\`${table}\``)
        .join(', ')}`,
    );
    rmSync(machine.dataDir, { recursive: true });
    rmSync(machine.envFile);

    const restored = await machine.php('restore', saved);
    expect(restored).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^INFO: Restored \d+ rows and secret\.key, hotdesk\.env of /m),
    });
    expect(restored.output).not.toContain('the module is uninstalled');
    expect(await health(ports)).toBe(200);
    expect(await phone.fetch()).toEqual({ status: 200, account: '1001' });
    const { uid } = statSync(machine.dataDir);
    for (const file of [path.join(machine.dataDir, 'secret.key'), machine.envFile]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(file).uid).toBe(uid);
    }
  });

  test('that cannot be made or restored says so; the service goes on with what it had', async () => {
    const pbx = await createPbx();
    const machine = createMachine(pbx);
    const { phone } = await installAndLogIn(machine);
    const saved = path.join(machine.folder, 'saved');
    mkdirSync(saved);
    await machine.php('backup', saved);
    const [name = ''] = readdirSync(saved, { recursive: true, encoding: 'utf8' }).filter((each) =>
      each.endsWith('.backup'),
    );
    const file = path.join(saved, name);
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    const { code, output } = await machine.php('restore', saved);
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /Hotdesk was not restored: \S+ is damaged: .+ Nothing was changed; use another backup\./,
    );
    expect(await phone.fetch()).toEqual({ status: 200, account: '1001' });

    rmSync(path.join(machine.dataDir, 'secret.key'));
    const failed = await machine.php('backup', saved);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(/Hotdesk is not in this backup: There is no \S+secret\.key/);
    expect(readdirSync(tmpdir()).filter((each) => /^hotdesk-[0-9a-f]{16}$/.test(each))).toEqual([]);
  });
});

describe('fwconsole hotdesk', () => {
  test('new-key makes a key while the service runs, and writes it to a file alone', async () => {
    const machine = createMachine(await createPbx());
    const ports = await writeSettings(machine);
    expect(answerOf((await machine.php('install')).output)).toBe(true);
    const file = path.join(machine.dataDir, 'first.key');
    const lost = readFileSync(file, 'utf8').trim();
    rmSync(file);
    const { code, output } = await machine.php('console', 'new-key');
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining(`The new admin key "first-2" is in ${file}.`),
    });
    const key = readFileSync(file, 'utf8').trim();
    expect(key).not.toBe(lost);
    expect(output).not.toContain(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(file).uid).toBe(statSync(machine.dataDir).uid);
    const url = `http://127.0.0.1:${ports.adminPort}/api/v1/audit?action=key-created`;
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).toContain('first-2');
  });

  test('backup and restore work on a file; restore needs --replace, stops the service and starts it again', async () => {
    const machine = createMachine(await createPbx());
    const { ports, phone } = await installAndLogIn(machine);
    const file = path.join(machine.folder, 'of-an-admin.backup');
    expect(await machine.php('console', 'backup', file)).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await phone.logOut();
    const refused = await machine.php('console', 'restore', file);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/The database has rows already \(.+\): add --replace/);
    expect(await health(ports)).toBe(200);
    const done = await machine.php('console', 'restore', file, '--replace');
    expect(done).toMatchObject({
      code: 0,
      output: expect.stringContaining(`${machine.envFile} is there and stays`),
    });
    expect(await health(ports)).toBe(200);
    const { body } = await callAdminApi(ports, 'GET', '/api/v1/audit?action=backup-restored');
    expect(body.items).toHaveLength(1);
    expect((await phone.fetch()).account).toBe('1001');
  });

  test('an unknown command is refused', async () => {
    const { code, output } = await createMachine().php('console', 'phone');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('unknown command phone') });
  });
});

test('a new secret with the old tables is one sentence, and can be accepted', async () => {
  const machine = createMachine(await createPbx());
  const { ports, phone } = await installAndLogIn(machine);
  await machine.php('stopFreepbx');
  const secret = path.join(machine.dataDir, 'secret.key');
  rmSync(secret);
  expect(answerOf((await machine.php('startFreepbx')).output)).toBe(false);
  expect(existsSync(secret)).toBe(true);
  expect(machine.errorLog()).toBe(
    `The tables in the database belong to another secret than ${secret}: restore that file from a backup; or accept this ` +
      'one with `hotdesk adopt-secret`, which logs out every phone.\n',
  );
  await machine.php('stopFreepbx');
  const adopted = await machine.php('console', 'adopt-secret');
  expect(adopted).toEqual({
    code: 0,
    output: 'The tables belong to the secret of this machine now. Sessions ended: 1.\n',
  });
  expect(answerOf((await machine.php('startFreepbx')).output)).not.toBe(false);
  expect(await health(ports)).toBe(200);
  expect(await phone.fetch()).toEqual({ status: 200, account: null });
});
