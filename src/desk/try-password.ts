import type { Mac } from '../lib/mac';
import { type Attempt, takeAttempt, takeBack } from './attempts';
import { checkPassword } from './check-password';
import type { AllowedBy } from './model';
import type { DeskParts } from './parts';
import { type Refusal, refuse } from './refusals';
import type { DeskSettings } from './settings';

/** Somebody types a password at a phone. */
export interface PasswordTry {
  readonly extension: string;
  readonly password: string;
  readonly mac: Mac;
  readonly address: string;
}

/** By what the password lets somebody in as this extension, within the limits of attempts. */
export async function tryPassword(
  parts: DeskParts,
  settings: DeskSettings,
  given: PasswordTry,
): Promise<AllowedBy | Refusal> {
  const attempt = await takeAttempt(parts, given);
  if (!attempt.allowed) return refuse('locked-out');
  const allowedBy = await passwordAllows(parts, settings, given, attempt.adminAllowed);
  if (typeof allowedBy === 'string') await takeBack(parts, attempt);
  else await noteLockout(parts, given, attempt);
  return allowedBy;
}

async function passwordAllows(
  { directory, store }: DeskParts,
  settings: DeskSettings,
  { extension: number, password }: PasswordTry,
  adminAllowed: boolean,
): Promise<AllowedBy | Refusal> {
  const extension = await directory.extension(number);
  const sources = { directory, ownPin: (owner: string) => store.ownPin(owner) };
  return checkPassword(sources, settings, extension, password, adminAllowed);
}

/** A failure after which one has to wait for long is something that an admin should hear of. */
async function noteLockout(parts: DeskParts, given: PasswordTry, { locks }: Attempt): Promise<void> {
  const at = parts.clock();
  const { mac, extension, address } = given;
  for (const subject of locks) {
    await parts.store.transaction((tx) =>
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
    parts.announce({ type: 'locked-out', subject, at });
  }
}
