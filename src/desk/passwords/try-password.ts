import type { DeskDeps } from '../deps';
import type { AllowedBy } from '../model';
import { createRefusal, type Refusal } from '../refusals';
import { extensionActor } from '../sessions/end-session';
import type { DeskSettings } from '../settings';
import {
  type Attempt,
  type AttemptDeps,
  type AttemptSource,
  countLogin,
  isLoginLimitReached,
  releaseAttempt,
  reserveAttempt,
} from './attempts';
import { checkPassword } from './check-password';

/** A password typed at a phone. */
export interface PasswordTry extends AttemptSource {
  readonly password: string;
}

type TryDeps = AttemptDeps & Pick<DeskDeps, 'directory' | 'publish' | 'census'>;

/** Checks a password within the limits of attempts. Returns what allows the login. */
export async function tryPassword(
  deps: TryDeps,
  settings: DeskSettings,
  request: PasswordTry,
): Promise<AllowedBy | Refusal> {
  const attempt = await reserveAttempt(deps, settings, request);
  if (!attempt.allowed) return createRefusal('locked-out');
  const allowedBy = await passwordAllows(deps, settings, request, attempt);
  if (typeof allowedBy !== 'string' && (await deps.census.isLost(request.extension))) {
    await releaseAttempt(deps, attempt);
    return createRefusal('pbx-incomplete');
  }
  if (typeof allowedBy === 'string') await releaseAttempt(deps, attempt);
  else await recordLockouts(deps, request, attempt.locks, `phone ${request.mac}`);
  return allowedBy;
}

/** The same for a login, which counts if the password is right: one PIN must not take over a site. */
export async function tryLogin(
  deps: TryDeps,
  settings: DeskSettings,
  request: PasswordTry,
): Promise<AllowedBy | Refusal> {
  // Before the password is checked, so that the refusal does not reveal that it is right.
  if (await isLoginLimitReached(deps, settings, request.extension)) return createRefusal('locked-out');
  const allowedBy = await tryPassword(deps, settings, request);
  if (typeof allowedBy !== 'string') return allowedBy;
  const login = await countLogin(deps, settings, request.extension);
  if (!login.allowed) return createRefusal('locked-out');
  await recordLockouts(deps, request, login.locks, extensionActor(request.extension));
  return allowedBy;
}

async function passwordAllows(
  { directory, store }: TryDeps,
  settings: DeskSettings,
  { extension: number, password }: PasswordTry,
  attempt: Attempt,
): Promise<AllowedBy | Refusal> {
  const extension = await directory.extension(number);
  const sources = { directory, hotdeskPin: (owner: string) => store.hotdeskPin(owner) };
  return checkPassword(sources, settings, extension, password, attempt);
}

/** Reports what this attempt has locked to the admin. */
async function recordLockouts(
  deps: TryDeps,
  { mac, extension, address }: PasswordTry,
  subjects: readonly string[],
  actor: string,
): Promise<void> {
  const at = deps.clock();
  for (const subject of subjects) {
    await deps.store.transaction((tx) =>
      tx.addAudit({ at, actor, action: 'locked-out', mac, extension, address, details: { subject } }),
    );
    deps.publish({ type: 'locked-out', subject, at });
  }
}
