import { BRANDS } from '../../phoneapps';
import { profileOf } from '../device-profiles';
import { forEachModel, forEachModelInTurn, perModel } from './for-each-model';
import { SHAPES, shapeKey, testedRowsOf } from './shapes';
import {
  ALL_MODELS,
  BOB,
  brandsByName,
  LISTED_MODELS,
  loggedIn,
  loggedOut,
  type ModelRow,
  parametersFor,
  SETTINGS,
} from './support';

describe('the shapes of the models', () => {
  test('contain every model of every brand exactly once', () => {
    const inShapes = SHAPES.flatMap(({ brand, models }) => models.map((name) => `${brand.id} ${name}`));
    expect(inShapes.sort()).toEqual(ALL_MODELS.map(({ brand, name }) => `${brand.id} ${name}`).sort());
    expect(new Set(inShapes).size).toBe(inShapes.length);
  });

  test('are unique, and fewer than half of the models', () => {
    expect(new Set(SHAPES.map((shape) => `${shape.brand.id} ${shapeKey(shape)}`)).size).toBe(SHAPES.length);
    expect(SHAPES.length).toBeLessThan(LISTED_MODELS.length / 2);
  });

  test('are tested for every brand', () => {
    expect(BRANDS.filter((brand) => testedRowsOf(brand).length === 0)).toEqual([]);
  });

  test.each(brandsByName)(
    'give every %s the parameters of the model that represents it, with any settings',
    (_, brand) => {
      const keys = [{ kind: 'blf' as const, value: '2001', label: 'Bob' }];
      const settings = {
        ...SETTINGS,
        internalAddress: 'pbx',
        phonesPort: 9000,
        pollMinutes: 7,
        timezone: 'UTC',
      };
      const configsOf = (row: ModelRow) =>
        [loggedIn(row, { user: BOB, keys, settings }), loggedOut(row, { settings })].map((config) => [
          ...parametersFor(row, config),
        ]);
      for (const shape of SHAPES.filter((each) => each.brand === brand)) {
        const expected = JSON.stringify(configsOf(shape));
        const rows = ALL_MODELS.filter((row) => row.brand === brand && shape.models.includes(row.name));
        forEachModel(rows, (row) => expect(JSON.stringify(configsOf(row)) === expected).toBe(true));
      }
    },
  );

  test.each(brandsByName)('of %s differ by a number, a parameter or the reaction to a NOTIFY', (_, brand) => {
    const [row] = testedRowsOf(brand);
    if (!row) throw new Error(`${brand.id} has no model`);
    const { parameters } = brand;
    const others: ModelRow[] = [
      { ...row, model: { ...row.model, accounts: row.model.accounts + 1 } },
      {
        ...row,
        brand: {
          ...brand,
          parameters: (config, model) => new Map([...parameters(config, model), ['one.more', '1']]),
        },
      },
    ];
    const restarting = { ...profileOf(brand), onNotify: () => 'reboot' as const };
    const keys = [...others.map((other) => shapeKey(other)), shapeKey(row, restarting)];
    expect(keys.map((key) => key === shapeKey(row))).toEqual([false, false, false]);
  });
});

describe('a check of each model', () => {
  const [first, second] = SHAPES.filter(({ models }) => models.length > 1);
  const rows = first && second ? [first, second] : [];
  const fails = (check: (row: ModelRow) => void) => () => forEachModel(rows, check);

  test('fails with brand, model, the models that it represents, and the expected value', () => {
    const check = (row: ModelRow) => expect(row.name).toBe(second?.name);
    expect(fails(check)).toThrow(/^1 of 2 models fail\b/);
    expect(fails(check)).toThrow(
      `${first?.brand.id} ${first?.name} (also ${first?.models.slice(1).join(', ')})`,
    );
    expect(fails(check)).toThrow(/Expected:/);
  });

  test('continues after a failure, and names all failures', () => {
    const check = () => {
      throw new Error('no');
    };
    expect(fails(check)).toThrow(/^2 of 2 models fail\b/);
    for (const row of rows) expect(fails(check)).toThrow(`${row.brand.id} ${row.name} `);
    expect(() => forEachModel(ALL_MODELS, check)).toThrow(ALL_MODELS.at(-1)?.name);
  });

  test('that is asynchronous fails in the same way', async () => {
    const failing = forEachModelInTurn(rows, async (row) => expect(row.name).toBe(second?.name));
    await expect(failing).rejects.toThrow(`${first?.brand.id} ${first?.name} (also`);
  });

  test('of no model fails', async () => {
    expect(() => forEachModel([], () => {})).toThrow('no models');
    await expect(forEachModelInTurn([], async () => {})).rejects.toThrow('no models');
  });

  test('can cache a value per model', () => {
    const made: string[] = [];
    const nameOf = perModel((row) => {
      made.push(row.name);
      return row.name;
    });
    for (const row of [...rows, ...rows]) expect(nameOf(row)).toBe(row.name);
    expect(made).toEqual(rows.map(({ name }) => name));
  });
});
