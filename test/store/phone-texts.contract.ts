import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { type AttemptSubject, subjectText } from '../../src/desk/passwords/attempt-subjects';
import { MAX_CONTACT_URI_LENGTH } from '../../src/desk/ports/asterisk';
import { extensionActor } from '../../src/desk/sessions/end-session';
import { sourceOf } from '../../src/lib/ip';
import type { Mac } from '../../src/lib/mac';
import { MAX_FIRMWARE_LENGTH, MAX_MODEL_LENGTH } from '../../src/phones/brands/identify';
import { createDeskStore } from '../../src/store/desk-store';
import { endedSession } from '../desk/reconcile/ended-session';

const MAC = '005058000001' as Mac;
const EXTENSION = '1'.repeat(20);
/** A link-local address with the longest name of an interface. */
const ADDRESS = 'fe80::ffff:ffff:ffff:ffff%enp0s31f6abcdef';
const SOURCE = sourceOf('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
const SUBJECTS: readonly AttemptSubject[] = [
  { kind: 'address', address: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
  { kind: 'extension-at-phone', extension: EXTENSION, mac: MAC, address: ADDRESS },
  { kind: 'extension-at-other-phones', extension: EXTENSION },
  { kind: 'admin-at-phone', mac: MAC, address: ADDRESS },
];

/** The longest text from a phone or from Asterisk in each column. */
const LONGEST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  hotdesk_phones: {
    mac: MAC.length,
    model: MAX_MODEL_LENGTH,
    firmware: MAX_FIRMWARE_LENGTH,
    seen_address: ADDRESS.length,
  },
  hotdesk_sessions: {
    mac: MAC.length,
    active_mac: MAC.length,
    extension: EXTENSION.length,
    active_extension: EXTENSION.length,
    login_address: ADDRESS.length,
    phone_address: ADDRESS.length,
    contact_address: ADDRESS.length,
    contact_uri: MAX_CONTACT_URI_LENGTH,
  },
  hotdesk_audit: {
    mac: MAC.length,
    extension: EXTENSION.length,
    address: ADDRESS.length,
    actor: extensionActor(EXTENSION).length,
  },
  hotdesk_attempts: { subject: Math.max(...SUBJECTS.map((subject) => subjectText(subject).length)) },
  hotdesk_pin_drafts: { source: Math.max(SOURCE.length, ADDRESS.length) },
};

/** Columns of these tables whose text is made by us or an admin. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  hotdesk_phones: ['brand', 'label', 'link_token_id'],
  hotdesk_sessions: [
    'id',
    'endpoint',
    'technology',
    'via',
    'state',
    'allowed_by',
    'token_id',
    'token_nonce',
    'login_token_id',
    'end_reason',
    'delivered_hash',
    'notified_hash',
  ],
  hotdesk_audit: ['action'],
  hotdesk_attempts: [],
  hotdesk_pin_drafts: ['id'],
};

/** What phones send fits into our tables. `open` returns a database with our tables. */
export function describePhoneTexts(
  name: string,
  open: () => Promise<{ db: Knex; close(): Promise<void> }>,
): void {
  describe(`text from phones on ${name}`, () => {
    let db: Knex;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ db, close } = await open());
    });
    afterAll(() => close?.());

    test.each(Object.entries(LONGEST))(
      'fits into %s, of which each column is known',
      async (table, longest) => {
        const columns = Object.entries(await db(table).columnInfo()).filter(
          ([, { type }]) => type === 'varchar',
        );
        const known = [...Object.keys(longest), ...(OURS[table] ?? [])];
        expect(columns.map(([column]) => column).sort()).toEqual(known.sort());
        const tooShort = columns.filter(
          ([column, { maxLength }]) => Number(maxLength) < (longest[column] ?? 0),
        );
        expect(tooShort).toEqual([]);
      },
    );

    test('is kept whole: the longest contact URI, in letters of several bytes', async () => {
      const contactUri = 'sip:'.padEnd(MAX_CONTACT_URI_LENGTH, '€');
      const id = randomUUID();
      const running = { state: 'verified', active_mac: MAC, ended_at: null, end_reason: null };
      await db('hotdesk_sessions').insert({ ...endedSession(id, 0), ...running });
      const store = createDeskStore(db);
      expect(await store.transaction((tx) => tx.updateSession(id, { contactUri }))).toBe(true);
      expect((await store.session(id))?.contactUri).toBe(contactUri);
    });
  });
}
