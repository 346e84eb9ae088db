import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Session } from '../../src/desk/model';
import { releaseAttempt, reserveAttempt } from '../../src/desk/passwords/attempts';
import type { Job, JobQueue } from '../../src/desk/ports/outbox';
import type { DeskStore } from '../../src/desk/ports/store';
import { freshPageToken } from '../../src/desk/provisioning/tokens';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { type Mac, parseMac } from '../../src/lib/mac';
import { migrateDatabase } from '../../src/store/database';
import { createDeskStore } from '../../src/store/desk-store';

const A = parseMac('005058000001') as Mac;
const B = parseMac('005058000002') as Mac;

function session(mac: Mac, extension: string, change: Partial<Session> = {}): Session {
  return {
    id: randomUUID(),
    extension,
    endpoint: extension,
    technology: 'pjsip',
    mac,
    via: 'internal',
    state: 'requested',
    allowedBy: 'voicemail-pin',
    tokenId: 'a'.repeat(64),
    tokenNonce: 'b'.repeat(32),
    loginTokenId: 'c'.repeat(64),
    loginAddress: '127.0.0.11',
    phoneAddress: '127.0.0.11',
    contactUri: null,
    contactAddress: null,
    contactLostAt: null,
    requestedAt: 1,
    provisionedAt: null,
    verifiedAt: null,
    endedAt: null,
    endReason: null,
    notifiedAt: null,
    escalationLevel: 0,
    unverifiedAt: null,
    deliveredHash: null,
    notifiedHash: null,
    ...change,
  };
}

/** The contract of the desk store, on every database. `open` returns an empty one. */
export function describeDeskStore(
  name: string,
  open: () => Promise<{ db: Knex; close(): Promise<void> }>,
): void {
  describe(`our tables on ${name}`, () => {
    let db: Knex;
    let store: DeskStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ db, close } = await open());
      await migrateDatabase(db);
      store = createDeskStore(db);
    });
    afterEach(() => close());

    it('stores the census as one, and reads what was stored last', async () => {
      expect(await store.census()).toBeNull();
      const many = new Set(Array.from({ length: 10_000 }, (_, index) => String(100_000 + index)));
      const rows = { users: many, devices: many, sip: new Set(['1001']), mailboxes: new Set<string>() };
      for (const incompleteSince of [null, 1_790_000_000_000, null]) {
        await store.transaction((tx) => tx.setCensus({ rows, incompleteSince }));
        expect(await store.census()).toEqual({ rows, incompleteSince });
      }
    });

    const begin = (what: Session) => store.transaction((tx) => tx.beginSession(what));

    test('a session is read as it was written', async () => {
      const written = session(A, '1001', {
        state: 'verified',
        verifiedAt: 4,
        contactUri: 'sip:1001@127.0.0.11',
      });
      await begin(written);
      expect(await store.session(written.id)).toEqual(written);
      expect(await store.activeSessionAt(A)).toEqual(written);
      expect(await store.activeSessionOfEndpoint('1001')).toEqual(written);
    });

    test('the database allows one active session per phone and per extension', async () => {
      await begin(session(A, '1001'));
      await expect(begin(session(A, '1002'))).rejects.toMatchObject({
        code: expect.stringMatching(/DUP|CONSTRAINT/),
      });
      await expect(begin(session(B, '1001'))).rejects.toMatchObject({
        code: expect.stringMatching(/DUP|CONSTRAINT/),
      });
      expect(await store.activeSessions()).toHaveLength(1);
    }, 30_000);

    test('of two concurrent logins exactly one succeeds, every time', async () => {
      for (let round = 0; round < 50; round += 1) {
        await Promise.all([A, B].map((mac) => takeOver(mac, '1001')));
        const active = await store.activeSessionsOf('1001');
        expect(active).toHaveLength(1);
      }
      expect(await db('hotdesk_sessions').count({ number: '*' }).first()).toEqual({ number: 100 });
    }, 60_000);

    /** A login as the desk does it: end the active session, begin a new one. */
    function takeOver(mac: Mac, extension: string): Promise<void> {
      return store.transaction(async (tx) => {
        const held = await tx.activeSessionAt(mac);
        if (held) await tx.endSession(held.id, 'replaced', 2);
        for (const elsewhere of await tx.activeSessionsOf(extension))
          await tx.endSession(elsewhere.id, 'moved', 2);
        await tx.beginSession(session(mac, extension));
      });
    }

    test('an ended session never changes', async () => {
      const ended = session(A, '1001', { verifiedAt: 4 });
      await begin(ended);
      await store.transaction(async (tx) => {
        expect(await tx.endSession(ended.id, 'logout', 5)).toBe(true);
        expect(await tx.endSession(ended.id, 'moved', 6)).toBe(false);
        expect(await tx.updateSession(ended.id, { state: 'provisioned' })).toBe(false);
      });
      expect(await store.session(ended.id)).toMatchObject({
        state: 'ended',
        endReason: 'logout',
        endedAt: 5,
      });
    });

    test('the last ended session at an address is a verified one that ended since then', async () => {
      const address = '127.0.0.11';
      const verified = session(A, '1001', { provisionedAt: 4 });
      for (const [ended, at] of [[verified, 5] as const, [session(A, '1001'), 6] as const]) {
        await begin(ended);
        await store.transaction((tx) => tx.endSession(ended.id, 'logout', at));
      }
      expect(await store.lastEndedSession('1001', address, 5)).toMatchObject({ id: verified.id });
      expect(await store.lastEndedSession('1001', address, 6)).toBeNull();
      expect(await store.lastEndedSession('1001', '127.0.0.12', 5)).toBeNull();
    });

    test('the last session of an endpoint is the active one, else the one that ended last', async () => {
      expect(await store.lastSessionOfEndpoint('1001')).toBeNull();
      const [first, second] = [session(A, '1001'), session(A, '1001')];
      for (const [ended, at] of [[first, 9] as const, [second, 5] as const]) {
        await begin(ended);
        await store.transaction((tx) => tx.endSession(ended.id, 'logout', at));
      }
      expect(await store.lastSessionOfEndpoint('1001')).toMatchObject({ id: first.id });
      const running = session(A, '1001');
      await begin(running);
      expect(await store.lastSessionOfEndpoint('1001')).toEqual(running);
    });

    test('a purge removes the oldest ended sessions, never an active one or one with pending jobs', async () => {
      const ended = async (at: number, tokenId: string) => {
        const one = session(A, '1001', { tokenId, requestedAt: at, verifiedAt: at });
        await begin(one);
        await store.transaction((tx) => tx.endSession(one.id, 'logout', at));
        return one;
      };
      const newer = await ended(9, 'n'.repeat(64));
      const older = await ended(5, 'o'.repeat(64));
      const waiting = await ended(4, 'w'.repeat(64));
      const running = session(A, '1001', { tokenId: 'r'.repeat(64) });
      await begin(running);
      await store.transaction((tx) => tx.addJob(A, { kind: 'end-registration', sessionId: waiting.id }, 0));
      expect(await store.purgeSessions(5, 10)).toBe(0);
      expect(await store.purgeSessions(100, 1)).toBe(1);
      expect(await store.session(older.id)).toBeNull();
      expect(await store.session(newer.id)).not.toBeNull();
      expect(await store.lastVerifiedSessionAt(A, { address: '127.0.0.11' })).toMatchObject({ id: newer.id });
      expect(await store.lastVerifiedSessionAt(A, { address: '127.0.0.12' })).toBeNull();
      expect(await store.lastVerifiedSessionAt(A)).toMatchObject({ id: newer.id });
      expect(await store.lastVerifiedSessionAt(A, { extension: newer.extension })).toMatchObject({
        id: newer.id,
      });
      expect(await store.lastVerifiedSessionAt(A, { extension: '4040' })).toBeNull();
      expect(await store.purgeSessions(100, 10)).toBe(1);
      expect(await store.session(waiting.id)).not.toBeNull();
      expect(await store.activeSessionAt(A)).toEqual(running);
      expect(await store.sessionOfToken(older.tokenId)).toBeNull();
      // Its jobs are done now.
      const [job] = await store.dueJobs('phones', 10, 10);
      await store.finishJob(job?.id ?? 0);
      expect(await store.purgeSessions(100, 10)).toBe(1);
    });

    test('a purge removes the oldest audit entries from before a moment', async () => {
      await store.transaction(async (tx) => {
        for (const at of [3, 1, 2, 4])
          await tx.addAudit({
            at,
            actor: 'system',
            action: 'login',
            mac: A,
            extension: null,
            address: null,
            details: {},
          });
      });
      expect(await store.purgeAudit(4, 2)).toBe(2);
      expect((await db('hotdesk_audit').orderBy('at').pluck('at')).map(Number)).toEqual([3, 4]);
      expect(await store.purgeAudit(4, 2)).toBe(1);
      expect(await store.purgeAudit(4, 2)).toBe(0);
    });

    test('the addresses of ended sessions are those of the requested endpoints, verified, and ended since then', async () => {
      const ended = session(A, '1001', { provisionedAt: 4 });
      const address = '127.0.0.11';
      await begin(ended);
      expect(await store.endedSessionAddresses(['1001'], 0)).toEqual(new Map());
      await store.transaction((tx) => tx.endSession(ended.id, 'logout', 5));
      const unverified = { ...session(A, '1001'), phoneAddress: '127.0.0.12' };
      await begin(unverified);
      await store.transaction((tx) => tx.endSession(unverified.id, 'logout', 6));
      const many = Array.from({ length: 12_000 }, (_, index) => `none-${index}`);
      expect(await store.endedSessionAddresses([...many, '1001'], 5)).toEqual(
        new Map([['1001', new Set([address])]]),
      );
      expect(await store.endedSessionAddresses(['1001'], 6)).toEqual(new Map());
      expect(await store.endedSessionAddresses(['1002'], 0)).toEqual(new Map());
    });

    test('a failed transaction changes nothing', async () => {
      const work = store.transaction(async (tx) => {
        await tx.beginSession(session(A, '1001'));
        await tx.addJob(A, { kind: 'notify-phone', sessionId: 's' }, 0);
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await store.activeSessionAt(A)).toBeNull();
      expect(await store.nextJobDueAt('phones', 1_000)).toBeNull();
    });

    test('jobs of one phone run in order, jobs of several phones in parallel, and failed ones block none', async () => {
      await store.transaction(async (tx) => {
        await tx.addJob(A, { kind: 'notify-phone', sessionId: 'a' }, 10);
        await tx.addJob(A, { kind: 'end-registration', sessionId: 'a' }, 10);
        await tx.addJob(B, { kind: 'notify-phone', sessionId: 'b' }, 20);
      });
      const due = async (now: number) =>
        (await store.dueJobs('phones', now, 10)).map(
          ({ mac, job }) => `${mac === A ? 'A' : 'B'} ${job.kind}`,
        );
      expect(await due(9)).toEqual([]);
      expect(await store.nextJobDueAt('phones', 1_000)).toBe(10);
      expect(await due(20)).toEqual(['A notify-phone', 'B notify-phone']);
      const [first] = await store.dueJobs('phones', 10, 1);
      await store.postponeJob(first?.id ?? 0, 1_000, 'not now');
      expect(await due(20)).toEqual(['A end-registration', 'B notify-phone']);
      expect(await due(1_000)).toEqual(['A notify-phone', 'A end-registration', 'B notify-phone']);
      await store.finishJob(first?.id ?? 0);
      expect(await due(1_000)).toEqual(['A end-registration', 'B notify-phone']);
    });

    test('webhooks have their own queue: they block no phone, and do not count as its pending jobs', async () => {
      const notified = session(A, '1001');
      await begin(notified);
      const webhook: Job = {
        kind: 'webhook',
        sessionId: notified.id,
        event: 'session-unverified',
        at: 7,
        reason: 'not-fetched',
      };
      await store.transaction(async (tx) => {
        await tx.addJob(A, webhook, 10);
        expect([await tx.pendingJobs(notified.id), await tx.hasPendingJobsAt(A)]).toEqual([[], false]);
        const restart: Job = { kind: 'restart-phone', sessionId: notified.id };
        await tx.addJob(A, restart, 5);
        expect(await tx.pendingJobs(notified.id)).toMatchObject([{ job: restart, attempts: 0 }]);
        expect([await tx.pendingJobs('another'), await tx.hasPendingJobsAt(A)]).toEqual([[], true]);
      });
      const due = async (queue: JobQueue) => (await store.dueJobs(queue, 10, 10)).map(({ job }) => job);
      expect(await due('webhooks')).toEqual([webhook]);
      expect(await due('phones')).toEqual([{ kind: 'restart-phone', sessionId: notified.id }]);
      // An earlier job of the same queue is due no later; the other queue is not affected.
      expect(await store.nextJobDueAt('webhooks', 1)).toBe(10);
      expect(await store.nextJobDueAt('phones', 1)).toBe(5);
    });

    test('a phone that has not fetched since its last session ended is found until it fetches', async () => {
      const seen = (mac: Mac, at: number, address: string) =>
        store.recordPhone({
          mac,
          brand: 'sangoma',
          model: null,
          firmware: null,
          lastSeen: { at, address },
        });
      const unread = async () => (await store.unreadLogouts(100)).map(({ id }) => id);
      const over = async (mac: Mac, extension: string, at: number) => {
        const ended = session(mac, extension, { requestedAt: at - 10 });
        await begin(ended);
        await store.transaction((tx) => tx.endSession(ended.id, 'rest', at));
        return ended.id;
      };
      await seen(A, 150, '127.0.0.11');
      await seen(B, 140, '127.0.0.12');
      // Too long ago, and then read; B was never logged in.
      await over(A, '1001', 99);
      expect(await unread()).toEqual([]);
      const last = await over(A, '1001', 200);
      expect(await unread()).toEqual([last]);
      // Another phone has its address now.
      await seen(B, 210, '127.0.0.11');
      expect(await unread()).toEqual([]);
      await seen(B, 220, '127.0.0.12');
      expect(await unread()).toEqual([last]);
      // After a new login it no longer has to read the logout.
      const running = session(A, '1002', { requestedAt: 230 });
      await begin(running);
      expect(await unread()).toEqual([]);
      await store.transaction((tx) => tx.endSession(running.id, 'moved', 240));
      expect(await unread()).toEqual([running.id]);
      await seen(A, 240, '127.0.0.11');
      expect(await unread()).toEqual([]);
    });

    test('a pending job is due no later than a newer job of the same phone', async () => {
      await store.transaction(async (tx) => {
        await tx.addJob(A, { kind: 'notify-phone', sessionId: 'a' }, 60_000);
        await tx.addJob(B, { kind: 'notify-phone', sessionId: 'b' }, 60_000);
        await tx.addJob(A, { kind: 'end-registration', sessionId: 'a' }, 100);
      });
      expect(await store.nextJobDueAt('phones', 1_000)).toBe(100);
      const [first] = await store.dueJobs('phones', 100, 10);
      expect(first).toMatchObject({ mac: A, job: { kind: 'notify-phone' }, dueAt: 100 });
      await store.postponeJob(first?.id ?? 0, 90_000, 'not now');
      await store.transaction((tx) => tx.addJob(A, { kind: 'notify-phone', sessionId: 'a' }, 200));
      expect((await store.dueJobs('phones', 60_000, 10)).map(({ mac }) => mac)).toEqual([B, A]);
    });

    test('a hot-desk PIN is stored, changed and found by its extension', async () => {
      const pin = { extension: '1001', hash: 'scrypt$x', mustChange: true, changedAt: 5 };
      await store.transaction((tx) => tx.setHotdeskPin(pin));
      expect(await store.hotdeskPin('1001')).toEqual(pin);
      expect(await store.hotdeskPin('100')).toBeNull();
      const other = { ...pin, hash: 'scrypt$y', mustChange: false, changedAt: 6 };
      await store.transaction(async (tx) => {
        expect(await tx.hotdeskPin('1001')).toEqual(pin);
        await tx.setHotdeskPin(other);
      });
      expect(await store.hotdeskPin('1001')).toEqual(other);
    });

    test('the details of a phone are recorded, and missing ones keep their value', async () => {
      const seen = { at: 100, address: '127.0.0.11' };
      await store.recordPhone({ mac: A, brand: 'sangoma', model: 's500', firmware: '2.0', lastSeen: seen });
      const later = { ...seen, at: 90_000, address: '127.0.0.12' };
      await store.recordPhone({ mac: A, brand: 'sangoma', model: null, firmware: null, lastSeen: later });
      expect(await store.isSeenByOther(later.address, A)).toBe(false);
      expect(await store.isSeenByOther(later.address, B)).toBe(true);
      expect(await store.isSeenByOther('127.0.0.99', B)).toBe(false);
      expect(await store.phone(A)).toMatchObject({
        model: 's500',
        firmware: '2.0',
        createdAt: 100,
        lastSeen: later,
      });
    });

    test('concurrent requests of one phone record one phone', async () => {
      const seen = { at: 100, address: '127.0.0.11' };
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.recordPhone({ mac: A, brand: 'sangoma', model: 's500', firmware: null, lastSeen: seen }),
        ),
      );
      expect(await db('hotdesk_phones').count({ number: '*' }).first()).toEqual({ number: 1 });
    });

    test('a session is found by the id of its token, running or ended', async () => {
      const one = session(A, '1001', { tokenId: 'b'.repeat(64) });
      await begin(one);
      expect(await store.sessionOfToken(one.tokenId)).toEqual(one);
      await store.transaction((tx) => tx.endSession(one.id, 'logout', 5));
      expect(await store.sessionOfToken(one.tokenId)).toMatchObject({ id: one.id, state: 'ended' });
      expect(await store.sessionOfToken('B'.repeat(64))).toBeNull();
      expect(await store.sessionOfToken('')).toBeNull();
    });

    test('a phone is found by the id of its link', async () => {
      const linkTokenId = 'd'.repeat(64);
      for (const [mac, link_token_id] of [[A, linkTokenId] as const, [B, null] as const])
        await db('hotdesk_phones').insert({
          mac,
          brand: 'linphone',
          label: '',
          created_at: 1,
          link_token_id,
        });
      expect(await store.phoneOfLink(linkTokenId)).toMatchObject({ mac: A, linkTokenId });
      expect(await store.phoneOfLink('D'.repeat(64))).toBeNull();
      expect(await store.phoneOfLink('')).toBeNull();
    });

    test('the contact of a session is kept, and since when Asterisk has none', async () => {
      const one = session(A, '1001', { state: 'provisioned', loginAddress: null, loginTokenId: null });
      await begin(one);
      const held = { contactUri: 'sip:1001@127.0.0.11', contactAddress: '127.0.0.11', contactLostAt: null };
      await store.transaction((tx) => tx.updateSession(one.id, { ...held, loginAddress: '127.0.0.11' }));
      expect(await store.session(one.id)).toEqual({ ...one, ...held, loginAddress: '127.0.0.11' });
      const lostAt = 1_800_000_000_000;
      await store.transaction((tx) => tx.updateSession(one.id, { contactUri: null, contactLostAt: lostAt }));
      expect(await store.session(one.id)).toMatchObject({
        contactUri: null,
        contactAddress: '127.0.0.11',
        contactLostAt: lostAt,
      });
    });

    describe('a PIN draft', () => {
      const MINUTES = 60_000;
      const NOW = 1_700_000_000_000;
      const draft = (id: string, change: { source?: string; draft?: string; expiresAt?: number } = {}) => ({
        id,
        source: '127.0.0.11',
        draft: `encrypted ${id}`,
        expiresAt: NOW + 2 * MINUTES,
        ...change,
      });

      test('is found by id until it expires, in its last version', async () => {
        await store.pinDrafts.save(draft('a'), NOW);
        await store.pinDrafts.save(draft('a', { draft: 'newer' }), NOW);
        expect(await store.pinDrafts.find('a', NOW + 2 * MINUTES - 1)).toBe('newer');
        expect(await store.pinDrafts.find('a', NOW + 2 * MINUTES)).toBeNull();
        expect(await store.pinDrafts.take('a', NOW + 2 * MINUTES)).toBeNull();
        expect(await store.pinDrafts.find('b', NOW)).toBeNull();
      });

      test('is gone after it was taken or removed, and only one of many takes it', async () => {
        await store.pinDrafts.save(draft('a'), NOW);
        await store.pinDrafts.save(draft('b'), NOW);
        const taken = await Promise.all(Array.from({ length: 8 }, () => store.pinDrafts.take('a', NOW)));
        expect(taken.filter((each) => each !== null)).toEqual(['encrypted a']);
        await store.pinDrafts.remove('b');
        expect(await db('hotdesk_pin_drafts')).toEqual([]);
      });

      test('is purged after it expired, and after the clock was set back', async () => {
        await store.pinDrafts.save(draft('a'), NOW);
        await store.pinDrafts.save(draft('b', { expiresAt: NOW + 5 * MINUTES }), NOW + 3 * MINUTES);
        expect(await db('hotdesk_pin_drafts').pluck('id')).toEqual(['b']);
        expect(await store.pinDrafts.find('b', NOW - 60 * MINUTES)).toBeNull();
        await store.purgeExpired(NOW - 60 * MINUTES);
        expect(await db('hotdesk_pin_drafts')).toEqual([]);
      });

      test('replaces the oldest one of its source, and of no other source', async () => {
        await store.pinDrafts.save(draft('other', { source: '127.0.0.12', expiresAt: NOW + 1 }), NOW);
        for (let number = 0; number < 103; number += 1)
          await store.pinDrafts.save(draft(`n${number}`, { expiresAt: NOW + 1_000 + number }), NOW);
        const kept = await db('hotdesk_pin_drafts').where({ source: '127.0.0.11' }).pluck('id');
        expect(kept).toHaveLength(100);
        expect(kept).not.toContain('n2');
        expect(kept).toContain('n3');
        expect(await store.pinDrafts.find('other', NOW)).toBe('encrypted other');
      });

      test('replaces the oldest of all when there are too many', async () => {
        const rows = Array.from({ length: 5_000 }, (_, number) => ({
          id: `n${number}`,
          source: `source ${number}`,
          draft: 'encrypted',
          expires_at: NOW + 1_000 + number,
        }));
        await db.batchInsert('hotdesk_pin_drafts', rows, 200);
        await store.pinDrafts.save(draft('last'), NOW);
        expect(await db('hotdesk_pin_drafts').count({ number: '*' }).first()).toEqual({ number: 5_000 });
        expect(await store.pinDrafts.find('n0', NOW)).toBeNull();
        expect(await store.pinDrafts.find('last', NOW)).toBe('encrypted last');
      });

      test('is stored for each of many concurrent phones', async () => {
        const all = Array.from({ length: 40 }, (_, number) =>
          draft(`n${number}`, { source: `127.0.1.${number}` }),
        );
        await Promise.all(all.map((each) => store.pinDrafts.save(each, NOW)));
        for (const { id } of all) expect(await store.pinDrafts.find(id, NOW)).toBe(`encrypted ${id}`);
      });
    });

    const tokenKey = Buffer.alloc(32, 7);
    const limits = () => ({
      store,
      clock: () => 1_000_000,
      tokenKey,
      neighbours: { macOf: async () => null },
      extensionCount: async () => 300,
    });
    const sourceAt = (extension: string, index: number) => ({
      extension,
      mac: A,
      address: `203.0.113.${index}`,
      token: freshPageToken({ tokenKey }, A),
    });

    test('concurrent attempts are all counted', async () => {
      const attempts = Array.from({ length: 12 }, (_, index) =>
        reserveAttempt(limits(), DEFAULT_DESK_SETTINGS, sourceAt('1001', index)),
      );
      expect((await Promise.all(attempts)).filter(({ allowed }) => allowed)).toHaveLength(3);
      const counter = { subject: 'extension 1001', failures: 3, lastAt: 1_000_000 };
      expect(await store.attemptCounter('extension 1001')).toEqual(counter);
      expect(await store.attemptCounter('extension 1002')).toBeNull();
    }, 30_000);

    test('refused attempts add no rows, whatever extensions and addresses they make up', async () => {
      const counts: Record<string, number> = {};
      const attemptsFrom = async (first: number, count: number) => {
        for (let number = first; number < first + count; number += 1) {
          const source = { ...sourceAt(`9${number}`, 0), address: `203.0.${number >> 8}.${number & 255}` };
          const { allowed } = await reserveAttempt(limits(), DEFAULT_DESK_SETTINGS, source);
          counts[String(allowed)] = (counts[String(allowed)] ?? 0) + 1;
        }
        return db('hotdesk_attempts').count({ number: '*' }).first();
      };
      // 300 extensions: strangers outside have 90 failures at once.
      const rows = await attemptsFrom(0, 90);
      expect(counts).toEqual({ true: 90 });
      expect(await attemptsFrom(90, 60)).toEqual(rows);
      expect(counts).toEqual({ true: 90, false: 60 });
    }, 60_000);

    test('many concurrent logins all succeed', async () => {
      const logins = Array.from({ length: 60 }, async (_, index) => {
        const source = sourceAt(String(2000 + index), index);
        const attempt = await reserveAttempt(limits(), DEFAULT_DESK_SETTINGS, source);
        if (attempt.allowed) await releaseAttempt(limits(), attempt);
        return attempt.allowed;
      });
      expect(await Promise.all(logins)).toEqual(Array(60).fill(true));
    }, 60_000);

    test('upper and lower case are distinct', async () => {
      await begin(session(A, '1001', { endpoint: 'desk-a' }));
      expect(await store.activeSessionOfEndpoint('DESK-A')).toBeNull();
      expect(await store.activeSessionOfEndpoint('desk-a')).not.toBeNull();
    });
  });
}
