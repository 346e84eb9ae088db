import type { Knex } from 'knex';
import { createTable, dropTables } from './create-table';

/** Who is logged in where, now and before. */
export async function up(db: Knex): Promise<void> {
  // One row per login. Ended sessions stay until the retention removes them.
  await createTable(db, 'hotdesk_sessions', (table) => {
    table.string('id', 36).primary();
    table.string('extension', 20).notNullable();
    table.string('endpoint', 64).notNullable();
    table.string('technology', 8).notNullable();
    table.string('mac', 12).notNullable();
    table.string('via', 8).notNullable();
    table.string('state', 16).notNullable();
    table.string('allowed_by', 16).notNullable();
    // The hash of the session token, and the nonce from which the token is derived.
    table.string('token_id', 64).notNullable();
    table.string('token_nonce', 32).notNullable();
    // What the phone had at the login: the hash of its token, and its address.
    table.string('login_token_id', 64).nullable();
    table.string('login_address', 45).nullable();
    table.string('phone_address', 45).nullable();
    // As long as MAX_CONTACT_URI_LENGTH of src/desk/ports/asterisk.ts.
    table.string('contact_uri', 512).nullable();
    // The address of the last contact, and since when Asterisk has had none.
    table.string('contact_address', 45).nullable();
    table.bigInteger('contact_lost_at').nullable();

    table.bigInteger('requested_at').notNullable();
    table.bigInteger('provisioned_at').nullable();
    table.bigInteger('verified_at').nullable();
    table.bigInteger('ended_at').nullable();
    table.string('end_reason', 32).nullable();

    // When the phone was last notified, which apply method is in use, and when verification was given up.
    table.bigInteger('notified_at').nullable();
    table.integer('escalation_level').notNullable().defaultTo(0);
    table.bigInteger('unverified_at').nullable();
    // SHA-256 of the config that the phone fetched last, and of the config that it was last notified of.
    table.string('delivered_hash', 64).nullable();
    table.string('notified_hash', 64).nullable();

    // Set while the session runs, then NULL: the unique keys allow one session per phone and per extension.
    table.string('active_mac', 12).nullable().unique();
    table.string('active_extension', 20).nullable().unique();
    table.index(['mac', 'requested_at']);
    table.index(['extension', 'requested_at']);
    table.index(['requested_at']);
    table.index(['ended_at']);
    table.index(['endpoint', 'phone_address', 'ended_at']);
    table.index(['token_id']);
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_sessions']);
}
