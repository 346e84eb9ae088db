import { createHash } from 'node:crypto';
import { BRANDS } from '../../phoneapps';
import type { Key } from '../../src/desk/model';
import type { Brand, Model, PhoneConfig } from '../../src/phones/brands/brand';
import { profileOf } from '../device-profiles';
import { FULL } from '../tier';
import { ALL_MODELS, loggedIn, loggedOut, type ModelRow, parametersFor, placesOf, SETTINGS } from './support';

/** Models of a brand that differ only in their names, file names and User-Agents. The first one represents them. */
export interface Shape extends ModelRow {
  /** The names of all models; `unlisted` is the `unknownModel` of the brand. */
  readonly models: readonly string[];
}

const KINDS = ['blf', 'speed-dial', 'park', 'intercom', 'voicemail', 'dnd', 'forward', 'url'] as const;

/** As many keys as the model has, of all kinds, each with private data of its user. */
export function fullTemplate({ model }: ModelRow): Key[] {
  return Array.from({ length: placesOf(model) }, (_, place) => ({
    kind: KINDS[place % KINDS.length] ?? 'blf',
    value: `993${String(place).padStart(3, '0')}`,
    label: `Friend of Alice ${place}`,
  }));
}

/** The fields of `Model`. Additional fields of a brand show in the parameters that it writes. */
function dataOf(model: Model): Readonly<Record<keyof Model, unknown>> {
  return {
    accounts: model.accounts,
    lineKeys: model.lineKeys,
    softKeys: model.softKeys,
    oneAppUrl: model.oneAppUrl,
    appEntry: model.appEntry,
    lineWithoutKey: model.lineWithoutKey,
    apply: model.apply,
    canvas: model.canvas,
    formFields: model.formFields,
  };
}

/** Configs of all states, with every setting that a model can get. */
function probesOf(row: ModelRow): PhoneConfig[] {
  const keys = fullTemplate(row);
  const options = {
    language: 'it',
    phoneAdminPassword: 'admin',
    ntpServer: '192.0.2.123',
    voicemailNumber: '*55',
  };
  const settings = {
    ...SETTINGS,
    sipTransport: 'tls' as const,
    sipPort: 5071,
    internalAddress: '2001:db8::10',
  };
  return [
    loggedOut(row),
    loggedIn(row),
    loggedIn(row, { keys, settings: { ...settings, sipTransport: 'tcp' } }),
    loggedIn(row, { keys: [...keys].reverse(), options, settings }),
  ];
}

/**
 * A hash of everything in which models can differ for a test: data, parameters, how the device profile reads them, and the
 * reaction to a NOTIFY.
 */
export function shapeKey(row: ModelRow, profile = profileOf(row.brand)): string {
  const { name, model } = row;
  const events = ['', 'check-sync', ...model.apply.flatMap(({ event }) => event ?? [])];
  const hash = createHash('sha1').update(JSON.stringify(dataOf(model)));
  for (const config of probesOf(row)) {
    const parameters = parametersFor(row, config);
    const reading = profile.read(parameters, name);
    const reactions = events.map((event) => profile.onNotify(event, parameters, name));
    hash.update(JSON.stringify([[...parameters], reading, reactions]));
  }
  return hash.digest('hex');
}

function shapesOf(brand: Brand): Shape[] {
  const rows = new Map<string, ModelRow[]>();
  for (const row of ALL_MODELS.filter((each) => each.brand === brand)) {
    const key = shapeKey(row);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  return [...rows.values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, models: alike.map(({ name }) => name) }] : [];
  });
}

/** All shapes of all brands. */
export const SHAPES: readonly Shape[] = BRANDS.flatMap(shapesOf);

/** The models that matrix tests use: one per shape, or every model in the full tier. */
export const TESTED_ROWS: readonly ModelRow[] = FULL ? ALL_MODELS : SHAPES;

export const testedRowsOf = (brand: Brand): readonly ModelRow[] =>
  TESTED_ROWS.filter((row) => row.brand === brand);
