import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AllowedBy } from '../model';
import { createRefusal, type Refusal } from '../refusals';
import type { DeskSettings } from '../settings';
import { type Attempt, releaseAttempt, reserveAttempt } from './attempts';
import { checkPassword } from './check-password';

/** A password typed at a phone. */
export interface PasswordTry {
  readonly extension: string;
  readonly password: string;
  readonly mac: Mac;
  readonly address: string;
}

/** Checks a password within the limits of attempts. Returns what allows the login. */
export async function tryPassword(
  deps: DeskDeps,
  settings: DeskSettings,
  request: PasswordTry,
): Promise<AllowedBy | Refusal> {
  const attempt = await reserveAttempt(deps, request);
  if (!attempt.allowed) return createRefusal('locked-out');
  const allowedBy = await passwordAllows(deps, settings, request, attempt.adminAllowed);
  if (typeof allowedBy === 'string') await releaseAttempt(deps, attempt);
  else await recordLockout(deps, request, attempt);
  return allowedBy;
}

async function passwordAllows(
  { directory, store }: DeskDeps,
  settings: DeskSettings,
  { extension: number, password }: PasswordTry,
  adminAllowed: boolean,
): Promise<AllowedBy | Refusal> {
  const extension = await directory.extension(number);
  const sources = { directory, hotdeskPin: (owner: string) => store.hotdeskPin(owner) };
  return checkPassword(sources, settings, extension, password, adminAllowed);
}

/** Reports a failure that starts a lockout to the admin. */
async function recordLockout(deps: DeskDeps, request: PasswordTry, { locks }: Attempt): Promise<void> {
  const at = deps.clock();
  const { mac, extension, address } = request;
  for (const subject of locks) {
    await deps.store.transaction((tx) =>
      tx.addAudit({
        at,
        actor: `phone ${mac}`,
        action: 'locked-out',
        mac,
        extension,
        address,
        details: { subject },
      }),
    );
    deps.publish({ type: 'locked-out', subject, at });
  }
}
