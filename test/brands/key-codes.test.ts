import { BRANDS } from '../../phoneapps';
import type { Key, KeyKind } from '../../src/desk/model';
import type { Model } from '../../src/phones/brands/brand';
import { loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

/** The codes of the vendors for each kind of key. */
const CODES: Readonly<Record<KeyKind, { readonly sangoma: string; readonly yealink: string }>> = {
  none: { sangoma: '0', yealink: '0' },
  line: { sangoma: '1', yealink: '15' },
  'speed-dial': { sangoma: '2', yealink: '13' },
  blf: { sangoma: '3', yealink: '16' },
  park: { sangoma: '8', yealink: '10' },
  intercom: { sangoma: '9', yealink: '14' },
  voicemail: { sangoma: '5', yealink: '12' },
  dnd: { sangoma: '21', yealink: '5' },
  forward: { sangoma: '18', yealink: '2' },
  url: { sangoma: '35', yealink: '17' },
  login: { sangoma: '14', yealink: '27' },
};

/** Line key of a Sangoma → its type, value, label and account. The ranges 1–4, 5–36 and 37–45 step by 1, 5 and 6. */
const SANGOMA_LINE_KEYS: [number, string, string, string, string][] = [
  [1, 'P41200', 'P41300', 'P41400', 'P41500'],
  [2, 'P41201', 'P41301', 'P41401', 'P41501'],
  [4, 'P41203', 'P41303', 'P41403', 'P41503'],
  [5, 'P20200', 'P20201', 'P20202', 'P20203'],
  [6, 'P20205', 'P20206', 'P20207', 'P20208'],
  [35, 'P20350', 'P20351', 'P20352', 'P20353'],
  [36, 'P20355', 'P20356', 'P20357', 'P20358'],
  [37, 'P23000', 'P23002', 'P23003', 'P23004'],
  [38, 'P23006', 'P23008', 'P23009', 'P23010'],
  [40, 'P23018', 'P23020', 'P23021', 'P23022'],
  [45, 'P23048', 'P23050', 'P23051', 'P23052'],
];

const SANGOMA_SOFT_KEYS: [number, string, string, string, string][] = [
  [1, 'P43200', 'P43400', 'P20043', 'P43300'],
  [2, 'P43201', 'P43401', 'P20044', 'P43301'],
  [3, 'P43202', 'P43402', 'P20045', 'P43302'],
  [4, 'P43203', 'P43403', 'P20046', 'P43303'],
];

function rowOf(id: 'sangoma' | 'yealink', name: string): ModelRow {
  const brand = BRANDS.find((each) => each.id === id);
  const models: Readonly<Record<string, Model>> = brand?.models ?? {};
  const model = name === 'unlisted' ? brand?.unknownModel : models[name];
  if (!brand || !model) throw new Error(`no ${id} ${name}`);
  return { brand, name, model };
}

const lamp = (place: number): Key => ({ kind: 'blf', value: `20${place}`, label: `Lamp ${place}` });

/** A session with this key on the first line key. */
function firstKey(row: ModelRow, key: Key) {
  const config = loggedIn(row);
  return parametersFor(row, { ...config, lineKeys: [key, ...config.lineKeys.slice(1)] });
}

describe.each(Object.entries(CODES))('a key of the kind %s', (kind, code) => {
  const key = { kind: kind as KeyKind, value: '2001', label: 'Two' };

  test('has that code on a Sangoma', () => {
    const parameters = firstKey(rowOf('sangoma', 's500'), key);
    expect(parameters.get('P41200')).toBe(code.sangoma);
    expect(parameters.get('P41500')).toBe('0');
  });

  test('has that code on a Yealink', () => {
    const parameters = firstKey(rowOf('yealink', 't46s'), key);
    expect(parameters.get('linekey.1.type')).toBe(code.yealink);
    expect(parameters.get('linekey.1.line')).toBe(kind === 'none' || kind === 'login' ? '%NULL%' : '1');
  });
});

describe('P-values of Sangoma keys', () => {
  const row = rowOf('sangoma', 's705');
  const config = { ...loggedIn(row), lineKeys: Array.from({ length: 45 }, (_, index) => lamp(index + 1)) };
  const parameters = parametersFor(row, config);

  test.each(SANGOMA_LINE_KEYS)('line key %i', (slot, type, value, label, account) => {
    const written = [type, value, label, account].map((name) => parameters.get(name));
    expect(written).toEqual(['3', `20${slot}`, `Lamp ${slot}`, '0']);
  });

  test('no two line keys share a P-value', () => {
    const names = [...parameters].filter(([, value]) => value.startsWith('Lamp ')).map(([name]) => name);
    expect(new Set(names).size).toBe(45);
  });

  const s300 = rowOf('sangoma', 's300');
  const onSoftKeys = parametersFor(s300, { ...loggedIn(s300), softKeys: [1, 2, 3, 4].map(lamp) });

  test.each(SANGOMA_SOFT_KEYS)('soft key %i', (slot, type, value, label, account) => {
    const written = [type, value, label, account].map((name) => onSoftKeys.get(name));
    expect(written).toEqual(['3', `20${slot}`, `Lamp ${slot}`, '0']);
  });
});

describe('values of a key that come from its session', () => {
  test.each([
    ['sangoma', 's500', 'P41300'],
    ['yealink', 't46s', 'linekey.1.value'],
  ] as const)('%s: a voicemail key without a number dials the mailbox', (id, name, parameter) => {
    const row = rowOf(id, name);
    expect(firstKey(row, { kind: 'voicemail', value: '', label: '' }).get(parameter)).toBe('*97');
    expect(firstKey(row, { kind: 'voicemail', value: '*98', label: '' }).get(parameter)).toBe('*98');
  });
});

describe('soft keys that Hotdesk does not use', () => {
  test('go back to their factory values on a Yealink, because one of them opens its menu', () => {
    const parameters = parametersFor(rowOf('yealink', 'unlisted'), loggedOut(rowOf('yealink', 'unlisted')));
    const types = [1, 2, 3, 4].map((slot) => parameters.get(`programablekey.${slot}.type`));
    expect(types).toEqual(['27', '27', '%NULL%', '%NULL%']);
  });

  test('are empty on a Sangoma without line keys', () => {
    const parameters = parametersFor(rowOf('sangoma', 's300'), loggedOut(rowOf('sangoma', 's300')));
    const types = ['P43200', 'P43201', 'P43202', 'P43203'].map((name) => parameters.get(name));
    expect(types).toEqual(['14', '14', '0', '0']);
  });
});
