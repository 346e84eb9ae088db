import type { Knex } from 'knex';
import type { Phone } from '../desk/model';
import type { DeskStore } from '../desk/ports/store';
import { type PhoneRow, toPhone } from './rows';

type Seen = Parameters<DeskStore['recordPhone']>[0];

/** How old a note of a phone's last fetch may grow before an unchanged phone is written again. */
const NOTE_AGAIN_MS = 60_000;

/** Makes a phone known or notes its fetch; an unchanged phone that was noted just now is not written again. */
export async function recordPhone(db: Knex, seen: Seen): Promise<Phone> {
  const row = await db<PhoneRow>('hotdesk_phones').where({ mac: seen.mac }).first();
  if (row && isRecorded(row, seen) && !(await hasEndedSince(db, row))) return toPhone(row);
  const noted: PhoneRow = {
    mac: seen.mac,
    brand: seen.brand,
    model: seen.model ?? row?.model ?? null,
    firmware: seen.firmware ?? row?.firmware ?? null,
    label: row?.label ?? '',
    created_at: row?.created_at ?? seen.lastSeen.at,
    seen_at: seen.lastSeen.at,
    seen_address: seen.lastSeen.address,
    seen_token_id: seen.lastSeen.tokenId,
    link_token_id: row?.link_token_id ?? null,
  };
  const { mac: _mac, label: _label, created_at: _created, link_token_id: _link, ...changes } = noted;
  await db('hotdesk_phones').insert(noted).onConflict('mac').merge(changes);
  return toPhone(noted);
}

function isRecorded(row: PhoneRow, seen: Seen): boolean {
  return (
    row.brand === seen.brand &&
    row.model === (seen.model ?? row.model) &&
    row.firmware === (seen.firmware ?? row.firmware) &&
    row.seen_address === seen.lastSeen.address &&
    row.seen_token_id === seen.lastSeen.tokenId &&
    row.seen_at !== null &&
    seen.lastSeen.at - row.seen_at < NOTE_AGAIN_MS
  );
}

/** The first fetch after a session is the proof that the phone has read its logout: see unread-logouts.ts. */
async function hasEndedSince(db: Knex, { mac, seen_at: seenAt }: PhoneRow): Promise<boolean> {
  const ended = db('hotdesk_sessions')
    .where({ mac })
    .where('ended_at', '>=', seenAt ?? 0);
  return (await ended.first('id')) !== undefined;
}
