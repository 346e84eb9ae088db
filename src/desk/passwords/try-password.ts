import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AllowedBy } from '../model';
import { type Refusal, refuse } from '../refusals';
import type { DeskSettings } from '../settings';
import { type Attempt, takeAttempt, takeBack } from './attempts';
import { checkPassword } from './check-password';

/** Somebody types a password at a phone. */
export interface PasswordTry {
  readonly extension: string;
  readonly password: string;
  readonly mac: Mac;
  readonly address: string;
}

/** By what the password lets somebody in as this extension, within the limits of attempts. */
export async function tryPassword(
  deps: DeskDeps,
  settings: DeskSettings,
  given: PasswordTry,
): Promise<AllowedBy | Refusal> {
  const attempt = await takeAttempt(deps, given);
  if (!attempt.allowed) return refuse('locked-out');
  const allowedBy = await passwordAllows(deps, settings, given, attempt.adminAllowed);
  if (typeof allowedBy === 'string') await takeBack(deps, attempt);
  else await recordLockout(deps, given, attempt);
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

/** A failure after which one has to wait for long is something that an admin should hear of. */
async function recordLockout(deps: DeskDeps, given: PasswordTry, { locks }: Attempt): Promise<void> {
  const at = deps.clock();
  const { mac, extension, address } = given;
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
