import type { ApplyMethod } from '../../src/desk/ports/brands';
import { profileOf } from '../device-profiles';
import { forEachModel, perModel } from './for-each-model';
import { walkedOf } from './shapes';
import { ALL_MODELS, brandsByName, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

/** Models that take a new config while they run; every other one restarts for it. */
const LIVE: Readonly<Record<string, (name: string) => boolean>> = {
  sangoma: (name) => name === 's500' || name === 's700',
  htek: () => true,
  aastra: () => false,
  snom: () => true,
  'gigaset-p': () => true,
  yealink: () => true,
  tiptel: () => true,
  grandstream: () => true,
  fanvil: () => true,
  'cisco-spa': () => true,
  'cisco-mpp': () => true,
  'cisco-enterprise': () => false,
  panasonic: () => false,
  polycom: () => false,
  linphone: () => false,
  digium: () => false,
  'sangoma-a': () => true,
  gigaset: () => true,
  unify: () => true,
};

const MODES = ['logged-out', 'logged-in'] as const;

/** What a phone of this model keeps in each state. */
const keptBy = perModel((row) => ({
  'logged-out': parametersFor(row, loggedOut(row)),
  'logged-in': parametersFor(row, loggedIn(row)),
}));

const notifiesOf = (methods: readonly ApplyMethod[]) => methods.filter(({ kind }) => kind === 'notify');

function doneBy(row: ModelRow, event: string, mode: (typeof MODES)[number]) {
  return profileOf(row.brand).onNotify(event, keptBy(row)[mode], row.name);
}

describe.each(brandsByName)('%s', (_, brand) => {
  const all = ALL_MODELS.filter((row) => row.brand === brand);
  const rows = walkedOf(brand);

  test('is made to take its config without a restart where it can', () => {
    forEachModel(all, ({ name, model }) => {
      expect(model.apply[0]?.reboots).toBe(!(LIVE[brand.id]?.(name) ?? false));
    });
  });

  test('has an event for each NOTIFY, and none for another way', () => {
    forEachModel(all, ({ model }) => {
      for (const { kind, event } of model.apply) {
        expect([kind, event === undefined]).toEqual([kind, kind !== 'notify']);
      }
    });
  });

  test('has a request for each call by HTTP, and none for another way', () => {
    forEachModel(all, ({ model }) => {
      for (const { kind, call } of model.apply) {
        expect([kind, call === undefined]).toEqual([kind, kind !== 'http']);
        if (call) expect(call.path).toMatch(/^\/[\w./-]+$/);
      }
      // Whoever is called to talk must know how.
      if (model.apply.some(({ kind }) => kind === 'http')) expect(brand.protocol).toBeDefined();
    });
  });

  test.each(MODES)('does what each of its ways says when it is %s', (mode) => {
    forEachModel(rows, (row) => {
      for (const { event = '', reboots } of notifiesOf(row.model.apply)) {
        expect([event, doneBy(row, event, mode)]).toEqual([event, reboots ? 'reboot' : 'reload']);
      }
    });
  });

  test('does nothing at an event that is not meant for its config', () => {
    forEachModel(rows, (row) => {
      for (const event of ['', 'message-summary', 'presence', 'checksync']) {
        expect([event, doneBy(row, event, 'logged-out')]).toEqual([event, 'ignore']);
      }
    });
  });

  test('finds its config by itself in the end, also when no NOTIFY reaches it', () => {
    forEachModel(all, ({ model }) => {
      expect(['poll', 'restart']).toContain(model.apply.at(-1)?.kind);
    });
  });
});

test('a Yealink from the box restarts at any check-sync: only our config makes it gentle', () => {
  const rows = ALL_MODELS.filter(({ brand }) => brand.id === 'yealink' || brand.id === 'tiptel');
  forEachModel(rows, ({ brand, name }) => {
    expect(profileOf(brand).onNotify('check-sync;reboot=false', new Map(), name)).toBe('reboot');
  });
});
