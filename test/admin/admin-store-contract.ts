import type { Knex } from 'knex';
import { withoutUndefined } from '../../src/admin/http/changes';
import type { NewMapping, NewTemplate, TemplatePosition } from '../../src/admin/ports/lists';
import type { AdminStore } from '../../src/admin/ports/store';
import { settingsChange } from '../../src/admin/settings/schema';
import { newTemplate, templateChange } from '../../src/admin/templates/schema';
import type { Session, Template } from '../../src/desk/model';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { createAdminStore } from '../../src/store/admin-store';
import { createDeskStore } from '../../src/store/desk-store';
import { mac, phone, START, session, template } from './samples';

const ALL = { after: null, limit: 1_000 };

/** The tests of the admin store, for every kind of database. `db()` has the tables of this version. */
export function adminStoreContract(db: () => Knex): void {
  let store: AdminStore;
  beforeEach(async () => {
    for (const table of ['mappings', 'templates', 'sessions', 'phones', 'jobs', 'audit', 'settings'])
      await db()(`hotdesk_${table}`).delete();
    store = createAdminStore(db(), DEFAULT_DESK_SETTINGS);
  });

  const add = (change: Partial<NewTemplate> = {}) => store.change((tx) => tx.addTemplate(template(change)));
  const begin = (...sessions: Session[]) =>
    createDeskStore(db()).transaction(async (tx) => {
      for (const each of sessions) await tx.beginSession(each);
    });

  it('stores settings, and has defaults for the others', async () => {
    await store.change((tx) => tx.writeSettings({ sipPort: 5070, internalAddress: 'pbx' }));
    await store.change((tx) => tx.writeSettings({ sipPort: 5071, userPassword: null }));
    expect(await store.settings()).toEqual({
      ...DEFAULT_DESK_SETTINGS,
      sipPort: 5071,
      internalAddress: 'pbx',
    });
  });

  it('returns templates as they were stored, and lists them by brand and name', async () => {
    const full = template({
      name: 'Ñandú 张 🙂',
      isDefault: true,
      settings: { language: 'de', phoneAdminPassword: 'x"y\\z' },
      keys: [{ kind: 'blf', value: '1002', label: 'Bob’s "desk"' }],
      overrides: { b: '2', a: '1' },
    });
    const { id } = await store.change((tx) => tx.addTemplate(full));
    expect(await store.template(id)).toEqual({ ...full, id });
    expect(Object.keys((await store.template(id))?.overrides ?? {})).toEqual(['b', 'a']);
    await add({ name: 'B' });
    await add({ brand: 'sangoma', name: 'Z' });
    expect((await store.templates(undefined, ALL)).map(({ name }) => name)).toEqual([
      'Z',
      'B',
      'Ñandú 张 🙂',
    ]);
    expect((await store.templates('sangoma', ALL)).map(({ name }) => name)).toEqual(['Z']);
    expect(await store.template(id + 100)).toBeNull();
  });

  it('lists templates in pages, each of them once', async () => {
    const names = ['b', 'B', 'Ñandú 张 🙂', 'a'];
    for (const brand of ['yealink', 'sangoma', 'snom']) for (const name of names) await add({ brand, name });
    const all = await store.templates(undefined, ALL);
    const pages: string[] = [];
    let after: TemplatePosition | null = null;
    for (;;) {
      const [next]: readonly Template[] = await store.templates(undefined, { after, limit: 1 });
      if (!next) break;
      pages.push(`${next.brand} ${next.name}`);
      after = { brand: next.brand, name: next.name };
    }
    expect(pages).toEqual(all.map(({ brand, name }) => `${brand} ${name}`));
    expect(new Set(pages).size).toBe(12);
  });

  it('distinguishes names that differ only in case or in accents', async () => {
    await add({ name: 'standard' });
    await add({ name: 'Standard' });
    await add({ name: 'stándard' });
    const found = await store.change((tx) => tx.templateNamed('yealink', 'Standard'));
    expect(found?.name).toBe('Standard');
  });

  it('has one default template per brand, even if several are set at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, index) => add({ name: `t${index}`, isDefault: true })),
    );
    await Promise.all(
      made.slice(0, 3).map((each) => store.change((tx) => tx.replaceTemplate({ ...each, isDefault: true }))),
    );
    const templates = await store.templates(undefined, ALL);
    expect(templates).toHaveLength(6);
    expect(templates.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  it('repeats a transaction after a conflict, so that it sees the result of the other one', async () => {
    const addOnce = () =>
      store.change(async (tx) => {
        if (await tx.templateNamed('yealink', 'one')) return 'was there';
        await tx.addTemplate(template({ name: 'one' }));
        return 'added';
      });
    const outcomes = await Promise.all(Array.from({ length: 6 }, addOnce));
    expect(outcomes.sort()).toEqual(['added', ...Array(5).fill('was there')]);
  });

  it('changes nothing when a transaction fails', async () => {
    const failing = store.change(async (tx) => {
      await tx.addTemplate(template());
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(await store.templates(undefined, ALL)).toEqual([]);
  });

  it('stores, counts and pages mappings', async () => {
    const { id: templateId } = await add();
    const mapping = (extension: string, change: Partial<NewMapping> = {}): NewMapping => ({
      extension,
      brand: 'yealink',
      templateId,
      model: null,
      mac: null,
      overrides: {},
      ...change,
    });
    const given = [
      mapping('1001'),
      mapping('1002', { model: 't46s', overrides: { a: 'b' } }),
      mapping('1001', { mac: mac(7) }),
    ];
    const ids: number[] = [];
    for (const each of given) ids.push((await store.change((tx) => tx.addMapping(each))).id);
    expect(await store.mapping(ids[1] ?? 0)).toEqual({ ...given[1], id: ids[1] });
    expect(await store.change((tx) => tx.countMappingsTo(templateId))).toBe(3);
    const same = await store.change((tx) => tx.sameMapping(mapping('1001', { mac: mac(7) })));
    expect(same?.id).toBe(ids[2]);
    expect(await store.change((tx) => tx.sameMapping(mapping('1001', { model: 't46s' })))).toBeNull();
    const page = await store.mappings({}, { after: ids[0] ?? 0, limit: 1 });
    expect(page.map(({ id }) => id)).toEqual([ids[1]]);
    const ofOne = await store.mappings({ extension: '1001', brand: 'yealink' }, { after: null, limit: 9 });
    expect(ofOne.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    await store.change((tx) => tx.removeMapping(ids[0] ?? 0));
    expect(await store.mapping(ids[0] ?? 0)).toBeNull();
  });

  it('deletes no template that a mapping uses', async () => {
    const { id } = await add();
    const mapping = {
      extension: '1001',
      brand: 'yealink',
      templateId: id,
      model: null,
      mac: null,
      overrides: {},
    };
    await store.change((tx) => tx.addMapping(mapping));
    await expect(store.change((tx) => tx.removeTemplate(id))).rejects.toMatchObject({
      code: expect.stringMatching(/FOREIGNKEY|ROW_IS_REFERENCED/),
    });
    expect(await store.template(id)).not.toBeNull();
  });

  it('pages phones with their sessions', async () => {
    await store.change(async (tx) => {
      for (const number of [3, 1, 2]) await tx.addPhone(phone(number));
      await tx.addPhone(phone(4, { brand: 'sangoma', model: 's500', label: 'Hall' }));
      await tx.relabelPhone(mac(1), 'Reception ☎');
    });
    await begin(session(2), session(3, { state: 'ended', endedAt: START, endReason: 'rest' }));
    const phones = await store.phones(undefined, { after: null, limit: 3 });
    expect(phones.map((each) => [each.phone.mac, each.session?.id])).toEqual([
      [mac(1), undefined],
      [mac(2), 'session-2'],
      [mac(3), undefined],
    ]);
    expect(phones[0]?.phone).toEqual(phone(1, { label: 'Reception ☎' }));
    expect(
      (await store.phones(undefined, { after: mac(3), limit: 3 })).map((each) => each.phone.mac),
    ).toEqual([mac(4)]);
    expect(await store.phones('sangoma', { after: null, limit: 3 })).toHaveLength(1);
    expect((await store.phone(mac(2)))?.session?.id).toBe('session-2');
    expect(await store.phone(mac(9))).toBeNull();
    expect([await store.knowsModel('sangoma', 's500'), await store.knowsModel('yealink', 's500')]).toEqual([
      true,
      false,
    ]);
  });

  it('removes a phone with its link and jobs, but not its sessions or anything of other phones', async () => {
    const desk = createDeskStore(db());
    await store.change(async (tx) => {
      await tx.addPhone(phone(1, { linkTokenId: 'link-1' }));
      await tx.addPhone(phone(2, { linkTokenId: 'link-2' }));
    });
    await begin(session(1, { state: 'ended', endReason: 'rest', endedAt: START }), session(2));
    for (const number of [1, 2]) {
      await desk.transaction((tx) =>
        tx.addJob(mac(number), { kind: 'notify-phone', sessionId: `session-${number}` }, START),
      );
    }
    const busy = async (number: number) => store.change((tx) => tx.isPhoneBusy(mac(number)));
    expect(await busy(1)).toEqual({ inUse: false, jobsWait: true });
    expect(await busy(2)).toEqual({ inUse: true, jobsWait: true });
    await store.change((tx) => tx.removePhone(mac(1)));
    expect(await busy(1)).toEqual({ inUse: false, jobsWait: false });
    expect([await store.jobsWaitFor(mac(1)), await store.jobsWaitFor(mac(2))]).toEqual([false, true]);
    expect([await desk.phoneOfLink('link-1'), (await desk.phoneOfLink('link-2'))?.mac]).toEqual([
      null,
      mac(2),
    ]);
    expect(await store.phone(mac(1))).toBeNull();
    expect((await store.session('session-1'))?.mac).toBe(mac(1));
  });

  it('pages sessions, newest first, even those of the same moment', async () => {
    await begin(
      session(1),
      session(2, { requestedAt: START + 5 }),
      session(3, { requestedAt: START + 5 }),
      session(4, { requestedAt: START + 9, state: 'ended', endedAt: START + 10, endReason: 'moved' }),
    );
    const first = await store.sessions({}, { after: null, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual(['session-4', 'session-3']);
    const after = { requestedAt: START + 5, id: 'session-3' };
    expect((await store.sessions({}, { after, limit: 9 })).map(({ id }) => id)).toEqual([
      'session-2',
      'session-1',
    ]);
    const found = async (filter: Parameters<AdminStore['sessions']>[0]) =>
      (await store.sessions(filter, { after: null, limit: 9 })).map(({ id }) => id);
    expect(await found({ active: true })).toEqual(['session-3', 'session-2', 'session-1']);
    expect(await found({ active: false })).toEqual(['session-4']);
    expect(await found({ extension: '1002', active: true })).toEqual(['session-2']);
    expect(await found({ mac: mac(1) })).toEqual(['session-1']);
    expect(await store.session('session-1')).toEqual(session(1));
    expect(await store.session('session-9')).toBeNull();
    expect((await store.activeSessions()).map(({ id }) => id).sort()).toEqual([
      'session-1',
      'session-2',
      'session-3',
    ]);
  });

  it('pages the audit, newest first', async () => {
    const entry = (action: string) => ({
      at: START,
      actor: 'key first',
      action,
      mac: null,
      extension: '1001',
      address: '::1',
      details: { text: 'ünder "quotes"', number: 1, yes: true, none: null },
    });
    for (const action of ['one', 'two', 'three']) await store.change((tx) => tx.addAudit(entry(action)));
    const all = await store.audit({}, { after: null, limit: 2 });
    expect(all.map(({ id: _id, ...rest }) => rest)).toEqual([entry('three'), entry('two')]);
    const rest = await store.audit({}, { after: all[1]?.id ?? 0, limit: 2 });
    expect(rest.map(({ action }) => action)).toEqual(['one']);
  });

  it('accepts a write, and counts sessions, phones and jobs', async () => {
    await store.checkWrite();
    expect(await store.counts()).toEqual({
      activeSessions: {},
      phones: {},
      jobs: {},
    });
    await store.change(async (tx) => {
      for (const number of [1, 2]) await tx.addPhone(phone(number));
      await tx.addPhone(phone(3, { brand: 'sangoma' }));
    });
    await begin(session(1), session(2), session(3, { state: 'verified' }), session(4, { state: 'ended' }));
    await createDeskStore(db()).transaction(async (tx) => {
      await tx.addJob(mac(1), { kind: 'notify-phone', sessionId: 'session-1' }, START + 7);
      await tx.addJob(mac(1), { kind: 'notify-phone', sessionId: 'session-1' }, START + 3);
      const event = { event: 'session-requested', at: START, reason: null } as const;
      await tx.addJob(mac(1), { kind: 'webhook', sessionId: 'session-1', ...event }, START);
    });
    const counts = await store.counts();
    expect(counts).toEqual({
      activeSessions: { requested: 2, verified: 1 },
      phones: { yealink: 2, sangoma: 1 },
      jobs: {
        'notify-phone': { number: 2, oldestAge: expect.any(Number) },
        webhook: { number: 1, oldestAge: expect.any(Number) },
      },
    });
    const ageOf = (kind: 'notify-phone' | 'webhook') => counts.jobs[kind]?.oldestAge ?? Number.NaN;
    expect(ageOf('webhook') - ageOf('notify-phone')).toBe(3);
  });

  it('stores the largest settings and templates that the admin API accepts', async () => {
    const smile = '🙂';
    const large = newTemplate.parse({
      brand: 'x'.repeat(32),
      name: smile.repeat(32),
      settings: { phoneAdminPassword: smile.repeat(32) },
      keys: Array.from({ length: 60 }, () => ({
        kind: 'speed-dial',
        value: smile.repeat(64),
        label: smile.repeat(32),
      })),
      overrides: Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`p${i}`, smile.repeat(1024)])),
    });
    expect(Buffer.byteLength(JSON.stringify(large.overrides))).toBeGreaterThan(60_000);
    expect(
      templateChange.safeParse({ overrides: { ...large.overrides, p: smile.repeat(1024) } }).success,
    ).toBe(false);
    const { id } = await store.change((tx) => tx.addTemplate(large));
    expect(await store.template(id)).toEqual({ ...large, id });
    const settings = settingsChange.parse({
      internalNetworks: Array(100).fill('1234:1234:1234:1234:1234:1234:1234:1234/128'),
      internalAddress: 'a'.repeat(253),
    });
    await store.change((tx) => tx.writeSettings(withoutUndefined(settings)));
    expect(await store.settings()).toMatchObject(settings);
  });
}
