import { BRANDS } from '../../phoneapps';
import type { Key, PhoneOptions } from '../../src/desk/model';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../../src/desk/settings';
import { type Mac, parseMac } from '../../src/lib/mac';
import type { Brand, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import {
  buildDefaultLogin,
  buildParameters,
  buildSessionConfig,
} from '../../src/phones/provisioning/build-config';
import { FORMAT_WRITERS } from '../../src/phones/provisioning/formats';
import { createUrls } from '../../src/phones/urls';
import type { Reading } from '../../src/simulator/device-profile';
import { PhoneMemory } from '../../src/simulator/memory';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import { profileOf } from '../device-profiles';

/** A model of a brand. `unlisted` is the `unknownModel` of the brand. */
export interface ModelRow {
  readonly brand: Brand;
  readonly name: string;
  readonly model: Model;
}

export const LISTED_MODELS: readonly ModelRow[] = BRANDS.flatMap((brand) =>
  Object.entries(brand.models).map(([name, model]) => ({ brand, name, model })),
);

export const ALL_MODELS: readonly ModelRow[] = [
  ...LISTED_MODELS,
  ...BRANDS.map((brand) => ({ brand, name: 'unlisted', model: brand.unknownModel })),
];

/** The rows with titles for `test.each`. */
export function titled(rows: readonly ModelRow[]): [string, ModelRow][] {
  return rows.map((row) => [`${row.brand.id} ${row.name}`, row]);
}

export const brandsByName: [string, Brand][] = BRANDS.map((brand) => [brand.id, brand]);

/** The prefix of MACs of this brand: its OUI, a shared one, or a locally administered one. */
export function prefixOf({ identity }: Brand): string {
  return identity.ouis[0] ?? identity.sharedOuis?.[0] ?? '02ab00';
}

/** A MAC of this brand; a locally administered one if the brand has no OUI. */
export function macOf(brand: Brand): Mac {
  const mac = parseMac(`${prefixOf(brand)}a1b2c3`.slice(0, 12));
  if (mac === null) throw new Error('invalid MAC');
  return mac;
}

export const SETTINGS: DeskSettings = {
  ...DEFAULT_DESK_SETTINGS,
  defaultLogin: true,
  internalAddress: '192.0.2.10',
  externalAddress: 'pbx.example.com',
  timezone: 'Europe/Rome',
  voicemailNumber: '*97',
};

export const LOGGED_OUT_TOKEN = 'logged-out-token-------';
export const SESSION_TOKEN = 'session-token----------';
const PORTS = { http: 8480, https: null };

/** The user of a phone. */
export interface PhoneUser {
  readonly number: string;
  readonly name: string;
  readonly secret: string;
}

export const ALICE: PhoneUser = { number: '771001', name: 'Alice Adams', secret: 'Secret-of-Alice' };
export const BOB: PhoneUser = { number: '882002', name: 'Bob Brown', secret: 'Secret-of-Bob' };

export function loggedOut(
  { brand, name, model }: ModelRow,
  { settings = SETTINGS, token = LOGGED_OUT_TOKEN } = {},
): PhoneConfig {
  const mac = macOf(brand);
  const phone = {
    mac,
    brand: brand.id,
    model: name,
    firmware: null,
    label: '',
    createdAt: 0,
    lastSeen: null,
    linkTokenId: null,
    linkUsed: false,
  };
  const decision = {
    kind: 'logged-out' as const,
    isNew: false,
    phone,
    token: { kind: 'page' as const, id: 'id', mac, text: token },
    settings,
  };
  const request = { host: '192.0.2.10', address: '192.0.2.77' };
  return buildDefaultLogin(decision, model, createUrls(settings, PORTS), token, request);
}

export interface SessionOptions {
  readonly user?: PhoneUser;
  readonly keys?: readonly Key[];
  readonly options?: PhoneOptions;
  readonly settings?: DeskSettings;
  readonly token?: string;
}

export function loggedIn(
  { brand, model }: ModelRow,
  { user = ALICE, keys = [], options = {}, settings = SETTINGS, token = SESSION_TOKEN }: SessionOptions = {},
): PhoneConfig {
  const { number, name, secret } = user;
  const template = {
    id: 1,
    brand: brand.id,
    name: 'standard',
    isDefault: true,
    settings: options,
    keys,
    overrides: {},
  };
  const sources = {
    settings,
    via: 'internal' as const,
    extension: { number, name, mailboxContext: 'default' },
    account: { endpoint: number, technology: 'pjsip' as const, authUser: `auth-${number}`, secret },
    choice: { rule: 'default-template' as const, template, mapping: null },
  };
  return buildSessionConfig(sources, model, createUrls(settings, PORTS), token);
}

export function parametersFor({ brand, model }: ModelRow, config: PhoneConfig): Parameters {
  return buildParameters(brand, model, config, []);
}

/** The config file for a phone of this model. */
export function fileFor(
  { brand, model }: ModelRow,
  config: PhoneConfig,
  overrides: Readonly<Record<string, string>> = {},
): Buffer {
  return FORMAT_WRITERS[brand.format](buildParameters(brand, model, config, [overrides]));
}

/** The parameters in a file, read by the simulator's parser for this brand. */
export function parsed(brand: Brand, bytes: Buffer): Parameters {
  return FORMAT_PARSERS[profileOf(brand).reads](bytes);
}

/** The memory of a phone after it has loaded these files, one per boot. @throws Error when it cannot read one. */
export function memoryAfter({ brand, name }: ModelRow, ...files: Buffer[]): PhoneMemory {
  const memory = new PhoneMemory(profileOf(brand), name, (line) => {
    throw new Error(line);
  });
  for (const bytes of files) memory.applyFiles([{ name: 'config', bytes }]);
  return memory;
}

/** How a phone reads one file. */
export function readingOf(row: ModelRow, bytes: Buffer): Reading {
  return memoryAfter(row, bytes).reading;
}

/** The same without writing and parsing a file; formats have their own tests. */
export function directReadingOf(row: ModelRow, config: PhoneConfig): Reading {
  return profileOf(row.brand).read(parametersFor(row, config), row.name);
}

/** The number of line keys and soft keys of a model. */
export function placesOf(model: Model): number {
  return model.lineKeys + model.softKeys;
}
