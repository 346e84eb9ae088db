import { z } from 'zod';
import type { Desk } from '../../desk/desk';
import { lockoutRange } from '../../desk/passwords/attempt-policies';
import { type LiftCommand, subjectPatterns, subjectText } from '../../desk/passwords/attempt-subjects';
import { activeLockouts, type Lockout } from '../../desk/passwords/lockouts';
import type { Clock } from '../../desk/ports/clock';
import type { Directory } from '../../desk/ports/directory';
import { findExtension } from '../extensions/find-extension';
import type { Changes } from '../http/changes';
import { type Caller, defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { extensionText, macText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { addressText } from '../schemas/values';
import { lockoutResponse, toLockoutResponse } from './schema';

interface LockoutDeps {
  readonly store: Pick<AdminStore, 'failures' | 'settings'>;
  readonly directory: Pick<Directory, 'extension'>;
  readonly desk: Pick<Desk, 'extensionCount' | 'incompletePbx' | 'isLost'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

const PATH = '/api/v1/lockouts';
const tag = 'Lockouts';
const lifted = z
  .object({ lifted: z.number().int().describe('How many failure counters were removed.') })
  .meta({ id: 'LiftedLockouts' });

export function lockoutOperations(deps: LockoutDeps): Operation[] {
  return [listLockouts(deps), liftSome(deps), liftExtension(deps)];
}

function listLockouts({ store, desk, clock }: LockoutDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'listLockouts',
    tag,
    summary: 'List the current lockouts',
    query: z.strictObject({ extension: extensionText.optional(), ...pagingParameters(z.string().max(128)) }),
    reply: listOf(lockoutResponse, 'Lockouts'),
    problems: [],
    async answer({ query }) {
      const page = pageOf(query);
      const now = clock();
      const { maxLoginsPerHour } = await store.settings();
      const scale = { extensions: await desk.extensionCount(), maxLoginsPerHour };
      const { least, longestMs } = lockoutRange(scale);
      const counters = await store.failures({ least, after: now - longestMs });
      const waiting = activeLockouts(counters, scale, now)
        .filter(({ subject }) => isOf(subject, query.extension) && isAfter(subject, page.after))
        .slice(0, page.limit);
      return toPage(waiting, page, toLockoutResponse, ({ subject }) => subjectText(subject));
    },
  });
}

function isOf(subject: Lockout['subject'], extension: string | undefined): boolean {
  return extension === undefined || ('extension' in subject && subject.extension === extension);
}

/** The list is sorted by subject text, as the store returns it. */
function isAfter(subject: Lockout['subject'], position: string | null): boolean {
  return position === null || subjectText(subject) > position;
}

function liftExtension(deps: LockoutDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: `${PATH}/{extension}`,
    scope: 'manage',
    id: 'liftExtensionLockouts',
    tag,
    summary: 'Lift the lockouts of an extension',
    description:
      'Resets the failure counters of the extension, and that of its logins. Those of addresses and phones stay.',
    params: z.strictObject({ extension: extensionText }),
    reply: lifted,
    problems: ['not-found', 'pbx-incomplete'],
    async answer({ params, caller }) {
      const result = await lift(deps, caller, params);
      if (isProblem(result) || result.lifted > 0) return result;
      // Strangers may have guessed at extensions that the PBX does not have.
      const unknown = createProblem('not-found', `The PBX has no extension ${params.extension}.`);
      const found = await findExtension(deps, params.extension, unknown);
      return isProblem(found) ? found : result;
    },
  });
}

function liftSome(deps: LockoutDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: PATH,
    scope: 'manage',
    id: 'liftLockouts',
    tag,
    summary: 'Lift the lockouts of an address, of a phone, or all',
    description: 'Needs exactly one of `address`, `mac` and `all`. Resets the failure counters.',
    query: z.strictObject({
      address: addressText.optional(),
      mac: macText.optional(),
      all: z.literal('true').optional().meta({
        description: 'All lockouts, including the shared counters and those of the Admin password.',
      }),
    }),
    reply: lifted,
    problems: [],
    async answer({ query: { address, mac, all }, caller }) {
      const commands: LiftCommand[] = [];
      if (address !== undefined) commands.push({ address });
      if (mac !== undefined) commands.push({ mac });
      if (all !== undefined) commands.push({ all: true });
      const [command] = commands;
      if (command === undefined || commands.length > 1) {
        const message = 'needs exactly one of address, mac and all';
        return createProblem('invalid-request', undefined, [{ path: 'query', message }]);
      }
      return lift(deps, caller, command);
    },
  });
}

function lift(
  { changes }: LockoutDeps,
  caller: Caller,
  command: LiftCommand,
): Promise<{ lifted: number } | Problem> {
  return changes.make(caller, async (tx) => {
    const number = await tx.clearFailures(subjectPatterns(command));
    const result = { lifted: number };
    if (number === 0) return { result, record: null };
    const extension = 'extension' in command ? command.extension : null;
    const mac = 'mac' in command ? command.mac : null;
    const addressDetails = 'address' in command ? { address: command.address } : {};
    const details = { ...addressDetails, counters: number };
    return { result, record: { action: 'lockouts-lifted', resource: PATH, extension, mac, details } };
  });
}
