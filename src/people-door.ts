import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { createAdminDoor } from './admin/door';
import type { HotdeskMetrics } from './admin/metrics';
import type { DemoFacts } from './admin/ports/demo';
import type { AsteriskState } from './admin/ports/health';
import type { AdminParts } from './admin/ports/parts';
import type { Preview, PreviewQuery } from './admin/ports/preview';
import type { Announcer } from './desk/announcer';
import type { Desk } from './desk/desk';
import type { Directory } from './desk/ports/directory';
import type { Log } from './desk/ports/log';
import type { DeskStore } from './desk/ports/store';
import { isRefusal, type Refusal } from './desk/refusals';
import type { DeskSettings } from './desk/settings';
import { brandFacts, canName, configFileOf, linkOf } from './phones/brand-facts';
import type { Catalogue } from './phones/catalogue';
import { renderPreview } from './phones/provisioning/preview';
import type { PhonesPorts } from './phones/urls';
import { createAdminStore } from './store/admin-store';

export type SampleFacts = Pick<DemoFacts, 'extensions' | 'userPassword' | 'adminPassword' | 'phones'>;

export interface PeopleDoorParts {
  readonly version: string;
  /** The folder of package.json, where the brands' papers are. */
  readonly home: string;
  /** What the page shows in a start without a PBX; null: there is one. */
  readonly demo: SampleFacts | null;
  readonly db: Knex;
  readonly store: Pick<DeskStore, 'settings'>;
  /** Settings that nobody has changed yet. */
  readonly defaults: DeskSettings;
  readonly desk: Desk;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  readonly asterisk: { health(): AsteriskState };
  readonly announcer: Announcer;
  readonly metrics: HotdeskMetrics;
  readonly listening: () => PhonesPorts;
  /** This door itself, without a slash at the end. */
  readonly adminUrl: () => string;
  readonly trustedProxies: readonly string[];
  /** Encrypts a secret that phones must be told again. */
  encrypt(text: string): string;
  /** Whose key of this door it is. */
  readonly who: AdminParts['who'];
  readonly hasEnvironmentKey: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Wires the people's door: it is handed what it needs of every other room. */
export function createPeopleDoor(parts: PeopleDoorParts) {
  const { catalogue, demo } = parts;
  const facts = catalogue.brands.map((brand) => brandFacts(brand, limitationsIn(parts.home)));
  const admin: AdminParts = {
    ...parts,
    store: createAdminStore(parts.db, parts.defaults),
    brands: {
      all: () => facts,
      modelOf: (brand, said) => catalogue.get(brand).modelOf(said),
      canName: (brand, parameter) => canName(catalogue.get(brand), parameter),
    },
    preview: (query) => preview(parts, query),
    linkOf: async (phone, token) =>
      linkOf(catalogue, await parts.store.settings(), parts.listening(), phone, token),
    openDoors: () => ({ phonesHttps: parts.listening().https !== null }),
    subscribe: parts.announcer.subscribe,
    clock: Date.now,
    demo: demo && (() => demoFacts(demo, parts)),
  };
  const door = createAdminDoor(admin);
  door.set('trust proxy', parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false);
  return door;
}

function limitationsIn(home: string): (brand: string) => string {
  return (brand) => readFileSync(path.join(home, 'phoneapps', brand, 'limitations.md'), 'utf8');
}

async function preview(parts: PeopleDoorParts, query: PreviewQuery): Promise<Preview | Refusal> {
  const outlook = await parts.desk.lookAhead(query.extension, query);
  if (isRefusal(outlook)) return outlook;
  const { rule, template, mapping } = outlook.choice;
  return {
    rule,
    template: template && { id: template.id, name: template.name },
    mapping: mapping?.id ?? null,
    file: configFileOf(parts.catalogue.get(query.brand), query.model, query.mac),
    ...renderPreview(parts.catalogue, parts.listening(), outlook, query),
  };
}

function demoFacts(sample: SampleFacts, parts: PeopleDoorParts): DemoFacts {
  return {
    ...sample,
    provisioningUrl: `http://127.0.0.1:${parts.listening().http}/provision/`,
    adminUrl: parts.adminUrl(),
  };
}
