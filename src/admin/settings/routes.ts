import { warnOfPublicNetworks } from '../../desk/public-networks';
import type { DeskSettings } from '../../desk/settings';
import {
  NO_SESSIONS,
  type OpenListeners,
  removesAddress,
  type SessionsByVia,
  settingsConflicts,
} from '../../desk/settings-conflicts';
import { hashPassword } from '../../lib/passwords';
import { brandProblem } from '../brands/check';
import { auditedSettings } from '../http/audited';
import type { ChangeRecord, Changes } from '../http/changes';
import { withoutUndefined } from '../http/changes';
import { auditDifferences } from '../http/differences';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem } from '../http/problem';
import type { Brands } from '../ports/brands';
import type { AdminDeps } from '../ports/deps';
import type { AdminStore } from '../ports/store';
import { settingsChange, settingsResponse, toSettingsResponse } from './schema';

interface SettingsDeps extends Pick<AdminDeps, 'encryptor' | 'openListeners' | 'brands' | 'log'> {
  readonly store: Pick<AdminStore, 'settings'>;
  readonly changes: Changes;
}

type Values = ReturnType<typeof auditedSettings>;

const PATH = '/api/v1/settings';

export function settingsOperations({
  store,
  changes,
  encryptor,
  openListeners,
  brands,
  log,
}: SettingsDeps): Operation[] {
  const audited = (settings: DeskSettings) => auditedSettings(settings, encryptor.decrypt);
  return [
    defineOperation({
      method: 'get',
      path: PATH,
      scope: 'read',
      id: 'getSettings',
      tag: 'Settings',
      summary: 'Get the settings',
      reply: settingsResponse,
      problems: [],
      answer: async () => toSettingsResponse(await store.settings(), encryptor.decrypt),
    }),
    defineOperation({
      method: 'patch',
      path: PATH,
      scope: 'manage',
      id: 'changeSettings',
      tag: 'Settings',
      summary: 'Change some settings',
      description:
        'An address of the PBX cannot be removed (set to null) while sessions use it: log them out first, or set another address.',
      body: settingsChange,
      reply: settingsResponse,
      problems: ['settings-conflict', 'unknown-brand'],
      async answer({ body, caller }) {
        const unknown = unknownBrands(brands, body.enrolmentByBrand);
        if (unknown) return unknown;
        const change = await toStoredChange(withoutUndefined(body), encryptor.encrypt);
        const made = await changes.make(caller, async (tx) => {
          const before = await tx.settings();
          const after = { ...before, ...change };
          const sessions = removesAddress(before, after) ? await tx.holdSessions() : NO_SESSIONS;
          const conflict = newConflict(before, after, openListeners(), sessions);
          if (conflict !== null) return createProblem('settings-conflict', conflict);
          await tx.writeSettings(change);
          return {
            result: after,
            record: recordOf(Object.keys(change), audited(before), audited(after)),
          };
        });
        if (isProblem(made)) return made;
        if (body.internalNetworks) warnOfPublicNetworks(made, log);
        return toSettingsResponse(made, encryptor.decrypt);
      },
    }),
  ];
}

/** A policy for an unknown brand is a typing error: it would never apply. */
function unknownBrands(brands: Brands, policies: Readonly<Record<string, unknown>> = {}): Problem | null {
  const unknown = Object.keys(policies).filter((brand) => brandProblem(brands, brand) !== null);
  const errors = unknown.map((brand) => ({
    path: `body.enrolmentByBrand.${brand}`,
    message: 'is not the id of a brand; see /api/v1/brands',
  }));
  return errors.length > 0 ? createProblem('unknown-brand', undefined, errors) : null;
}

/** Records the names of all settings in the request, and old and new values except passwords. */
function recordOf(names: readonly string[], before: Values, after: Values): ChangeRecord | null {
  if (names.length === 0) return null;
  return {
    action: 'settings-changed',
    resource: PATH,
    details: { changed: [...names] },
    ...auditDifferences(before, after),
  };
}

/** Only new conflicts: an existing one must not block other changes. */
function newConflict(
  before: DeskSettings,
  after: DeskSettings,
  listeners: OpenListeners,
  sessions: SessionsByVia,
): string | null {
  const old = settingsConflicts(before, listeners, sessions);
  const fresh = settingsConflicts(after, listeners, sessions).filter((conflict) => !old.includes(conflict));
  return fresh.length > 0 ? fresh.join(' ') : null;
}

/** Hashes passwords, and encrypts secrets that must be readable again (for phones and webhooks). */
async function toStoredChange(
  change: Partial<DeskSettings>,
  encrypt: (text: string) => string,
): Promise<Partial<DeskSettings>> {
  const { userPassword, adminPassword, provisioningPassword, webhookUrl, webhookSecret, ...plain } = change;
  const [user, admin] = await Promise.all([hashOrNull(userPassword), hashOrNull(adminPassword)]);
  const encrypted = (secret: string | null | undefined) =>
    typeof secret === 'string' ? encrypt(secret) : secret;
  const [provisioning, url, webhook] = [provisioningPassword, webhookUrl, webhookSecret].map(encrypted);
  return {
    ...plain,
    ...(user === undefined ? {} : { userPassword: user }),
    ...(admin === undefined ? {} : { adminPassword: admin }),
    ...(provisioning === undefined ? {} : { provisioningPassword: provisioning }),
    ...(url === undefined ? {} : { webhookUrl: url }),
    ...(webhook === undefined ? {} : { webhookSecret: webhook }),
  };
}

async function hashOrNull(password: string | null | undefined): Promise<string | null | undefined> {
  return typeof password === 'string' ? hashPassword(password) : password;
}
