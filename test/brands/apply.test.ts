import type { ApplyWay } from '../../src/desk/ports/brands';
import { ALL_MODELS, loggedIn, loggedOut, type ModelRow, parametersFor, titled } from './support';

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

/** What a phone of this model keeps in this state. */
function parametersIn(mode: (typeof MODES)[number], row: ModelRow) {
  return parametersFor(row, mode === 'logged-in' ? loggedIn(row) : loggedOut(row));
}

const notifiesOf = (ways: readonly ApplyWay[]) => ways.filter(({ way }) => way === 'notify');

describe.each(titled(ALL_MODELS))('%s', (_, row) => {
  const { brand, name, model } = row;
  const isLive = LIVE[brand.id]?.(name) ?? false;
  const kept = { 'logged-out': parametersIn('logged-out', row), 'logged-in': parametersIn('logged-in', row) };
  const does = (event: string, mode: (typeof MODES)[number]) =>
    brand.firmware.onNotify(event, kept[mode], name);

  test('is made to take its config without a restart where it can', () => {
    expect(model.apply[0]?.reboots).toBe(!isLive);
  });

  test('has an event for each NOTIFY, and none for another way', () => {
    for (const { way, event } of model.apply) {
      expect([way, event === undefined]).toEqual([way, way !== 'notify']);
    }
  });

  test('has a request for each call by HTTP, and none for another way', () => {
    for (const { way, call } of model.apply) {
      expect([way, call === undefined]).toEqual([way, way !== 'contact']);
      if (call) expect(call.path).toMatch(/^\/[\w./-]+$/);
    }
    // Whoever is called to talk must know how.
    if (model.apply.some(({ way }) => way === 'contact')) expect(brand.dialogue).toBeDefined();
  });

  test.each(MODES)('does what each of its ways says when it is %s', (mode) => {
    for (const { event = '', reboots } of notifiesOf(model.apply)) {
      expect([event, does(event, mode)]).toEqual([event, reboots ? 'reboot' : 'reload']);
    }
  });

  test('does nothing at an event that is not meant for its config', () => {
    for (const event of ['', 'message-summary', 'presence', 'checksync']) {
      expect([event, does(event, 'logged-out')]).toEqual([event, 'ignore']);
    }
  });

  test('finds its config by itself in the end, also when no NOTIFY reaches it', () => {
    expect(['poll', 'restart']).toContain(model.apply.at(-1)?.way);
  });
});

test('a Yealink from the box restarts at any check-sync: only our config makes it gentle', () => {
  for (const { brand, name } of ALL_MODELS.filter(
    (row) => row.brand.id === 'yealink' || row.brand.id === 'tiptel',
  )) {
    expect([name, brand.firmware.onNotify('check-sync;reboot=false', new Map(), name)]).toEqual([
      name,
      'reboot',
    ]);
  }
});
