import type { Knex } from 'knex';
import type { Phone } from '../desk/model';
import type { DeskStore } from '../desk/ports/store';
import { settledWithin } from '../lib/settled-within';
import { isOutage } from './outage';
import { type PhoneRow, toPhone } from './rows';
import { repeatLostRaces } from './transaction';

type SeenPhone = Parameters<DeskStore['recordPhone']>[0];

/** Limits writes: the fetch of an unchanged phone is recorded at most this often. */
const RECORD_INTERVAL_MS = 60_000;

/** How long a phone waits for a record that its config does not need. */
const PHONE_WAITS_MS = 2_000;

/**
 * Adds a phone or records its fetch. An unchanged phone that was recorded just now is not written again. In an outage a
 * known phone stays as it was recorded.
 */
export async function recordPhone(db: Knex, seen: SeenPhone): Promise<Phone> {
  const row = await db<PhoneRow>('hotdesk_phones').where({ mac: seen.mac }).first();
  if (row && isRecorded(row, seen) && !(await hasEndedSince(db, row))) return toPhone(row);
  const recorded: PhoneRow = {
    mac: seen.mac,
    brand: seen.brand,
    model: seen.model ?? row?.model ?? null,
    firmware: seen.firmware ?? row?.firmware ?? null,
    label: row?.label ?? '',
    created_at: row?.created_at ?? seen.lastSeen.at,
    seen_at: seen.lastSeen.at,
    seen_address: seen.lastSeen.address,
    link_token_id: row?.link_token_id ?? null,
    link_used: Boolean(row?.link_used) || seen.linkUsed === true,
  };
  const { brand, model, firmware, seen_at, seen_address } = recorded;
  const changes = { brand, model, firmware, seen_at, seen_address };
  // Another request may have used the link meanwhile: that must stay recorded.
  const use = seen.linkUsed === true ? { link_used: true } : {};
  const phones = () => db<PhoneRow>('hotdesk_phones');
  // A phone that an admin deletes meanwhile does not come back with its link.
  const written = errorOf(() =>
    row
      ? phones()
          .where({ mac: seen.mac })
          .update({ ...changes, ...use })
      : phones()
          .insert(recorded)
          .onConflict('mac')
          .merge({ ...changes, ...use }),
  );
  // A database that accepts no changes, or hangs with them, must not keep a known phone from its config.
  // But the first use of a link must be recorded: it is trusted only once.
  const mayBeLost = row !== undefined && (Boolean(row.link_used) || seen.linkUsed !== true);
  if (mayBeLost && !(await settledWithin(written, PHONE_WAITS_MS))) return toPhone(recorded);
  const error = await written;
  if (error !== null && !(mayBeLost && isOutage(error))) throw error;
  return toPhone(recorded);
}

/** See DeskStore.recordLinkUse. */
export async function recordLinkUse(db: Knex, tokenId: string): Promise<boolean> {
  const phones = () => db<PhoneRow>('hotdesk_phones').where({ link_token_id: tokenId });
  const unused = await phones().where({ link_used: false }).first('mac');
  if (!unused) return true;
  const written = errorOf(() => phones().where({ mac: unused.mac }).update({ link_used: true }));
  if (!(await settledWithin(written, PHONE_WAITS_MS))) return false;
  const error = await written;
  if (error !== null && !isOutage(error)) throw error;
  return error === null;
}

/** The error of a statement; null once it is done. */
function errorOf(statement: () => PromiseLike<unknown>): Promise<unknown> {
  return repeatLostRaces(statement).then(
    () => null,
    (error: unknown) => error,
  );
}

function isRecorded(row: PhoneRow, seen: SeenPhone): boolean {
  return (
    row.brand === seen.brand &&
    row.model === (seen.model ?? row.model) &&
    row.firmware === (seen.firmware ?? row.firmware) &&
    row.seen_address === seen.lastSeen.address &&
    (Boolean(row.link_used) || seen.linkUsed !== true) &&
    row.seen_at !== null &&
    seen.lastSeen.at - row.seen_at < RECORD_INTERVAL_MS
  );
}

/** The first fetch after a session proves that the phone has read its logout: see unread-logouts.ts. */
async function hasEndedSince(db: Knex, { mac, seen_at: seenAt }: PhoneRow): Promise<boolean> {
  const ended = db('hotdesk_sessions')
    .where({ mac })
    .where('ended_at', '>=', seenAt ?? 0);
  return (await ended.first('id')) !== undefined;
}
