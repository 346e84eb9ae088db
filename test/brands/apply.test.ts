import type { ApplyMethod } from '../../src/desk/ports/brands';
import { profileOf } from '../device-profiles';
import { forEachModel, perModel } from './for-each-model';
import { testedRowsOf } from './shapes';
import { ALL_MODELS, brandsByName, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

/** Models that reload a new config while they run; every other model restarts for it. */
const RELOADS: Readonly<Record<string, (name: string) => boolean>> = {
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

/** The parameters of a phone of this model in each state. */
const parametersByState = perModel((row) => ({
  'logged-out': parametersFor(row, loggedOut(row)),
  'logged-in': parametersFor(row, loggedIn(row)),
}));

const notifiesOf = (methods: readonly ApplyMethod[]) => methods.filter(({ kind }) => kind === 'notify');

function reactionOf(row: ModelRow, event: string, mode: (typeof MODES)[number]) {
  return profileOf(row.brand).onNotify(event, parametersByState(row)[mode], row.name);
}

describe.each(brandsByName)('%s', (_, brand) => {
  const all = ALL_MODELS.filter((row) => row.brand === brand);
  const rows = testedRowsOf(brand);

  test('reloads its config without a restart if it can', () => {
    forEachModel(all, ({ name, model }) => {
      expect(model.apply[0]?.reboots).toBe(!(RELOADS[brand.id]?.(name) ?? false));
    });
  });

  test('has an event for each NOTIFY, and for no other apply method', () => {
    forEachModel(all, ({ model }) => {
      for (const { kind, event } of model.apply) {
        expect([kind, event === undefined]).toEqual([kind, kind !== 'notify']);
      }
    });
  });

  test('has a request for each HTTP call, and for no other apply method', () => {
    forEachModel(all, ({ model }) => {
      for (const { kind, call } of model.apply) {
        expect([kind, call === undefined]).toEqual([kind, kind !== 'http']);
        if (call) expect(call.path).toMatch(/^\/[\w./-]+$/);
      }
      // An HTTP call starts a protocol of the brand.
      if (model.apply.some(({ kind }) => kind === 'http')) expect(brand.protocol).toBeDefined();
    });
  });

  test.each(MODES)('reacts to each of its NOTIFYs as declared when it is %s', (mode) => {
    forEachModel(rows, (row) => {
      for (const { event = '', reboots } of notifiesOf(row.model.apply)) {
        expect([event, reactionOf(row, event, mode)]).toEqual([event, reboots ? 'reboot' : 'reload']);
      }
    });
  });

  test('ignores events that are not about its config', () => {
    forEachModel(rows, (row) => {
      for (const event of ['', 'message-summary', 'presence', 'checksync']) {
        expect([event, reactionOf(row, event, 'logged-out')]).toEqual([event, 'ignore']);
      }
    });
  });

  test('has polling or a restart as its last apply method, for when no NOTIFY reaches it', () => {
    forEachModel(all, ({ model }) => {
      expect(['poll', 'restart']).toContain(model.apply.at(-1)?.kind);
    });
  });
});

test('a factory-new Yealink restarts at any check-sync; with our config it reloads', () => {
  const rows = ALL_MODELS.filter(({ brand }) => brand.id === 'yealink' || brand.id === 'tiptel');
  forEachModel(rows, ({ brand, name }) => {
    expect(profileOf(brand).onNotify('check-sync;reboot=false', new Map(), name)).toBe('reboot');
  });
});
