import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { createAdminApp } from '../admin/http-app';
import type { HotdeskMetrics } from '../admin/metrics/metrics';
import type { DemoFacts } from '../admin/ports/demo';
import type { AdminDeps } from '../admin/ports/deps';
import type { AsteriskState } from '../admin/ports/health';
import type { Desk } from '../desk/desk';
import type { EventBus } from '../desk/event-bus';
import type { Clock } from '../desk/ports/clock';
import type { Directory } from '../desk/ports/directory';
import type { Log } from '../desk/ports/log';
import type { DeskStore } from '../desk/ports/store';
import type { DeskSettings } from '../desk/settings';
import type { Encryptor } from '../lib/encryption';
import { trustProxies } from '../lib/networks';
import { brandFacts, canHoldParameter, provisioningLinkOf } from '../phones/brands/brand-facts';
import { createKnownParameters } from '../phones/brands/known-parameters';
import type { BrandRegistry } from '../phones/brands/registry';
import type { PhonesPorts } from '../phones/urls';
import { createAdminStore } from '../store/admin-store';
import { previewForAdmin } from './config-preview';

export type SampleFacts = Pick<DemoFacts, 'extensions' | 'userPassword' | 'adminPassword' | 'phones'>;

export interface AdminApiDeps {
  readonly version: string;
  /** The folder of package.json, above phoneapps/. */
  readonly home: string;
  /** Demo data for the console; null: not a demo. */
  readonly demo: SampleFacts | null;
  readonly db: Knex;
  readonly store: Pick<DeskStore, 'settings'>;
  /** Values of settings that no admin has changed. */
  readonly defaults: DeskSettings;
  readonly desk: Desk;
  readonly directory: Directory;
  readonly brandRegistry: BrandRegistry;
  readonly asterisk: { health(): AsteriskState };
  readonly eventBus: EventBus;
  readonly clock: Clock;
  readonly metrics: HotdeskMetrics;
  readonly listening: () => PhonesPorts;
  /** URL of the admin API, without a slash at the end. */
  readonly adminUrl: () => string;
  readonly trustedProxies: readonly string[];
  readonly encryptor: Encryptor;
  /** Finds the holder of an admin key. */
  readonly authenticateKey: AdminDeps['authenticateKey'];
  readonly hasEnvironmentKey: boolean;
  readonly onKeyRevoked: AdminDeps['onKeyRevoked'];
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Wires the admin API. */
export function createAdminApi(deps: AdminApiDeps) {
  const { brandRegistry, demo } = deps;
  const facts = brandRegistry.brands.map((brand) => brandFacts(brand, limitationsIn(deps.home)));
  const admin: AdminDeps = {
    ...deps,
    store: createAdminStore(deps.db, deps.defaults),
    brands: {
      all: () => facts,
      modelOf: (brand, model) => brandRegistry.get(brand).modelOf(model),
      knowsParameter: createKnownParameters(brandRegistry.brands),
      canName: (brand, parameter) => canHoldParameter(brandRegistry.get(brand), parameter),
    },
    preview: (query) => previewForAdmin(deps, query),
    linkOf: async (phone, token) =>
      provisioningLinkOf(brandRegistry, await deps.store.settings(), deps.listening(), phone, token),
    openListeners: () => ({ phonesHttps: deps.listening().https !== null }),
    subscribe: deps.eventBus.subscribe,
    demo: demo && (() => demoFacts(demo, deps)),
  };
  const app = createAdminApp(admin);
  app.set('trust proxy', trustProxies(deps.trustedProxies));
  return app;
}

function limitationsIn(home: string): (brand: string) => string {
  return (brand) => readFileSync(path.join(home, 'phoneapps', brand, 'limitations.md'), 'utf8');
}

function demoFacts(sample: SampleFacts, deps: AdminApiDeps): DemoFacts {
  return {
    ...sample,
    provisioningUrl: `http://127.0.0.1:${deps.listening().http}/provision/`,
    adminUrl: deps.adminUrl(),
  };
}
