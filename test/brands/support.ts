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

/** A row for each model of each brand, and one for a model that nobody has listed. */
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

/** For the titles of tests. */
export function titled(rows: readonly ModelRow[]): [string, ModelRow][] {
  return rows.map((row) => [`${row.brand.id} ${row.name}`, row]);
}

export const brandsByName: [string, Brand][] = BRANDS.map((brand) => [brand.id, brand]);

/** How MACs of this brand begin: its own octets, those that it shares, or locally administered ones. */
export function prefixOf({ identity }: Brand): string {
  return identity.ouis[0] ?? identity.sharedOuis?.[0] ?? '02ab00';
}

/** A MAC of this brand; a locally administered one where a brand has none of its own. */
export function macOf(brand: Brand): Mac {
  const mac = parseMac(`${prefixOf(brand)}a1b2c3`.slice(0, 12));
  if (mac === null) throw new Error('that is no MAC');
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

/** Whoever sits at the phone. */
export interface Person {
  readonly number: string;
  readonly name: string;
  readonly secret: string;
}

export const ALICE: Person = { number: '771001', name: 'Alice Adams', secret: 'Secret-of-Alice' };
export const BOB: Person = { number: '882002', name: 'Bob Brown', secret: 'Secret-of-Bob' };

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
  };
  const decision = {
    kind: 'logged-out' as const,
    isNew: false,
    phone,
    token: { id: 'id', mac, address: '192.0.2.77', nonce: 'nonce', createdAt: 0 },
    settings,
  };
  const cameBy = { host: '192.0.2.10', address: '192.0.2.77' };
  return buildDefaultLogin(decision, model, createUrls(settings, PORTS), token, cameBy);
}

export interface SessionOptions {
  readonly person?: Person;
  readonly keys?: readonly Key[];
  readonly options?: PhoneOptions;
  readonly settings?: DeskSettings;
  readonly token?: string;
}

export function loggedIn(
  { brand, model }: ModelRow,
  {
    person = ALICE,
    keys = [],
    options = {},
    settings = SETTINGS,
    token = SESSION_TOKEN,
  }: SessionOptions = {},
): PhoneConfig {
  const { number, name, secret } = person;
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

/** The file that such a phone gets. */
export function fileFor(
  { brand, model }: ModelRow,
  config: PhoneConfig,
  overrides: Readonly<Record<string, string>> = {},
): Buffer {
  return FORMAT_WRITERS[brand.format](buildParameters(brand, model, config, [overrides]));
}

/** What stands in a file, by the parser that a phone of this brand is played with. */
export function parsed(brand: Brand, bytes: Buffer): Parameters {
  return FORMAT_PARSERS[profileOf(brand).reads](bytes);
}

/** What a phone keeps after it took these files, one boot after the other. @throws when it could not read one. */
export function memoryAfter({ brand, name }: ModelRow, ...files: Buffer[]): PhoneMemory {
  const memory = new PhoneMemory(profileOf(brand), name, (line) => {
    throw new Error(line);
  });
  for (const bytes of files) memory.take([{ name: 'config', bytes }]);
  return memory;
}

/** What a phone understands of one file. */
export function readingOf(row: ModelRow, bytes: Buffer): Reading {
  return memoryAfter(row, bytes).reading;
}

/** The same without writing and parsing a file: formats have tests of their own. */
export function understood(row: ModelRow, config: PhoneConfig): Reading {
  return profileOf(row.brand).read(parametersFor(row, config), row.name);
}

/** Makes a thing when it is first asked for, and only once. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** All keys of a model, wherever they are. */
export function placesOf(model: Model): number {
  return model.lineKeys + model.softKeys;
}
