import type { Knex } from 'knex';

/**
 * Creates the FreePBX tables that Hotdesk reads, for the demo and the lab. Must never run on a real PBX, which has its
 * own. Skips tables that exist. Works on MariaDB and SQLite.
 */
export async function createFreepbxTables(db: Knex): Promise<void> {
  await createTable(db, 'users', usersTable);
  await createTable(db, 'devices', devicesTable);
  await createTable(db, 'sip', sipTable);
  await createTable(db, 'freepbx_settings', settingsTable);
  await createTable(db, 'admin', adminTable);
  await createTable(db, 'kvstore_Sipsettings', (table) => keyValueTable(table, db));
  await createTable(db, 'sipsettings', chanSipSettingsTable);
  await createTable(db, 'emergencydevices', emergencyDevicesTable);
}

/** Creates the table from which Asterisk reads mailboxes when `extconfig.conf` maps the family `voicemail`. */
export async function createVoicemailTable(db: Knex, name = 'voicemail'): Promise<void> {
  await createTable(db, name, voicemailTable);
}

async function createTable(
  db: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  if (await db.schema.hasTable(name)) return;
  await db.schema.createTable(name, (table) => {
    if (isMysql(db)) {
      table.charset('utf8mb4');
      table.collate('utf8mb4_unicode_ci');
    }
    columns(table);
  });
}

function isMysql(db: Knex): boolean {
  return String(db.client.dialect) === 'mysql';
}

/** In FreePBX this table has no primary and no unique key. */
function usersTable(table: Knex.CreateTableBuilder): void {
  table.string('extension', 20).notNullable().defaultTo('').index('users_extension');
  table.string('password', 20);
  table.string('name', 50);
  table.string('voicemail', 50);
  table.integer('ringtimer');
  table.string('noanswer', 100);
  table.string('recording', 50);
  table.string('outboundcid', 50);
  table.string('sipname', 50);
  for (const reason of ['noanswer', 'busy', 'chanunavail']) {
    table.string(`${reason}_cid`, 20).notNullable().defaultTo('');
    table.string(`${reason}_dest`, 255).notNullable().defaultTo('');
  }
  table.string('mohclass', 80).defaultTo('default');
}

function devicesTable(table: Knex.CreateTableBuilder): void {
  table.string('id', 20).notNullable().defaultTo('').index('devices_id');
  table.string('tech', 10).notNullable().defaultTo('').index('devices_tech');
  table.string('dial', 255).notNullable().defaultTo('');
  table.string('devicetype', 5).notNullable().defaultTo('');
  table.string('user', 50);
  table.string('description', 50);
  table.string('emergency_cid', 100);
  table.string('hint_override', 100);
}

function sipTable(table: Knex.CreateTableBuilder): void {
  table.string('id', 20).notNullable().defaultTo('-1');
  table.string('keyword', 30).notNullable().defaultTo('');
  table.string('data', 8100).notNullable();
  table.integer('flags').notNullable().defaultTo(0);
  table.primary(['id', 'keyword']);
}

function settingsTable(table: Knex.CreateTableBuilder): void {
  table.string('keyword', 50).notNullable().defaultTo('').primary();
  table.string('value', 255);
  table.string('name', 80);
  table.integer('level').defaultTo(0);
  table.text('description');
  table.string('type', 25).notNullable().defaultTo('');
  table.text('options');
  table.string('defaultval', 255);
  table.integer('readonly').defaultTo(0);
  table.integer('hidden').defaultTo(0);
  table.string('category', 50);
  table.string('module', 25).notNullable().defaultTo('');
  table.integer('emptyok').defaultTo(1);
  table.integer('sortorder').defaultTo(0);
}

function adminTable(table: Knex.CreateTableBuilder): void {
  table.string('variable', 20).notNullable().defaultTo('').primary();
  table.string('value', 80).notNullable().defaultTo('');
}

function keyValueTable(table: Knex.CreateTableBuilder, db: Knex): void {
  table.string('key', 255).notNullable();
  table.specificType('val', isMysql(db) ? 'longblob' : 'blob');
  table.string('type', 16);
  table.string('id', 255).notNullable().defaultTo('noid');
}

/** Only of chan_sip: the settings of PJSIP are in `kvstore_Sipsettings`. */
function chanSipSettingsTable(table: Knex.CreateTableBuilder): void {
  table.string('keyword', 50).notNullable().defaultTo('');
  table.string('data', 255).notNullable().defaultTo('');
  table.integer('seq').notNullable().defaultTo(0);
  table.integer('type').notNullable().defaultTo(0);
  table.primary(['keyword', 'seq', 'type']);
}

function emergencyDevicesTable(table: Knex.CreateTableBuilder): void {
  table.string('id', 20).notNullable();
  table.string('tech', 10).notNullable();
  table.string('dial', 255).notNullable();
  table.string('devicetype', 10).notNullable();
  table.string('user', 50);
  table.string('description', 100);
  table.string('emergency_cid', 100);
  table.string('hint_override', 100);
}

function voicemailTable(table: Knex.CreateTableBuilder): void {
  table.increments('uniqueid');
  table.string('context', 80).notNullable();
  table.string('mailbox', 80).notNullable();
  table.string('password', 80).notNullable();
  table.string('fullname', 80);
  table.string('email', 80);
  table.string('pager', 80);
  table.index(['mailbox', 'context'], 'voicemail_mailbox_context');
}
