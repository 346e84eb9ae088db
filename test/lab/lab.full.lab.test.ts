import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import knex from 'knex';
import { isFullyBooted } from './ami-boot';
import { startAsterisk } from './asterisk';
import { startMariadb } from './mariadb';

jest.setTimeout(120_000);

const alice = { number: '1001', secret: 'secret-of-alice', name: 'Alice Adams', mailbox: '1001@default' };
const bob = { number: '1002', secret: 'secret-of-bob', name: 'Bob Brown' };
const voicemail = '[general]\nformat=wav\n\n[default]\n1001 => 4711,Alice Adams\n';

/** knex logs each lost connection to the console; here they are lost on purpose. */
const NO_LOG = { warn: () => {}, error: () => {} };

describe.each([22, 16] as const)('the lab with Asterisk %i', (version) => {
  it('starts an Asterisk with its extensions and mailboxes, and removes all of it at the end', async () => {
    const asterisk = await startAsterisk({ version, extensions: [alice, bob], voicemail });
    try {
      expect(await asterisk.cli('core show version')).toContain(`Asterisk ${version}.`);
      expect(await asterisk.cli('pjsip show endpoint 1001')).toContain('Alice Adams');
      expect(await asterisk.cli('pjsip show aors')).toMatch(/1002 +1\b/);
      expect(await asterisk.cli('voicemail show users')).toContain('1 voicemail users configured');
      expect(existsSync(join(asterisk.etcDir, 'pjsip.conf'))).toBe(true);
    } finally {
      await asterisk.stop();
    }
    expect(existsSync(dirname(asterisk.etcDir))).toBe(false);
    expect(await isFullyBooted(asterisk.ami)).toBe(false);
  });

  it('runs two instances at once, each with its own database', async () => {
    const [one, other] = await Promise.all([
      startAsterisk({ version, extensions: [alice] }),
      startAsterisk({ version, extensions: [bob] }),
    ]);
    try {
      await one.cli('database put lab instance one');
      expect(await one.cli('database get lab instance')).toContain('one');
      expect(await other.cli('database get lab instance')).toContain('not found');
      expect(await one.cli('pjsip show endpoints')).not.toContain('1002');
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it('keeps database and ports over a restart and a crash', async () => {
    const asterisk = await startAsterisk({ version, extensions: [alice] });
    try {
      await asterisk.cli('database put lab saved yes');
      await asterisk.restart();
      expect(await asterisk.cli('database get lab saved')).toContain('yes');
      await asterisk.kill();
      expect(await isFullyBooted(asterisk.ami)).toBe(false);
      await asterisk.restart();
      expect(await isFullyBooted(asterisk.ami)).toBe(true);
      expect(await asterisk.cli('database get lab saved')).toContain('yes');
    } finally {
      await asterisk.stop();
    }
  });

  it('has an endpoint for NOTIFYs to bare addresses, unless it is switched off', async () => {
    const usual = await startAsterisk({ version, extensions: [alice] });
    const without = await startAsterisk({ version, extensions: [alice], defaultOutboundEndpoint: false });
    try {
      expect(await usual.cli('pjsip show endpoints')).toContain('hotdesk-notify');
      expect(await without.cli('pjsip show endpoints')).not.toContain('hotdesk-notify');
      expect(readFileSync(join(without.etcDir, 'pjsip_custom_post.conf'), 'utf8')).toBe('');
    } finally {
      await Promise.all([usual.stop(), without.stop()]);
    }
  });
});

describe('the lab with chan_sip', () => {
  it('has a chan_sip extension on Asterisk 16', async () => {
    const asterisk = await startAsterisk({ version: 16, extensions: [alice, { ...bob, technology: 'sip' }] });
    try {
      expect(await asterisk.cli('sip show peers')).toContain('1002');
      expect(await asterisk.cli('pjsip show endpoints')).not.toContain('1002');
    } finally {
      await asterisk.stop();
    }
  });
});

describe('the lab with MariaDB', () => {
  it('answers queries, and keeps its data over a restart and a crash', async () => {
    const mariadb = await startMariadb();
    await mariadb.createDatabase('asterisk');
    const database = knex({
      client: 'mysql2',
      connection: mariadb.url('asterisk'),
      pool: { min: 0, max: 2 },
      log: NO_LOG,
    });
    try {
      await database.schema.createTable('users', (table) => table.string('extension', 20).primary());
      await database('users').insert({ extension: '1001' });
      await mariadb.restart();
      await database('users').insert({ extension: '1002' });
      await mariadb.kill();
      await mariadb.restart();
      expect(await database('users').orderBy('extension').pluck('extension')).toEqual(['1001', '1002']);
    } finally {
      await database.destroy();
      await mariadb.stop();
    }
  });

  it('refuses a wrong password', async () => {
    const mariadb = await startMariadb();
    const url = mariadb.url('mysql').replace(mariadb.password, 'wrong');
    const database = knex({ client: 'mysql2', connection: url, log: NO_LOG });
    try {
      await expect(database.raw('select 1')).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
    } finally {
      await database.destroy();
      await mariadb.stop();
    }
  });
});
