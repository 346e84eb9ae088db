import { z } from 'zod';
import { type LiftCommand, subjectPatterns, subjectText } from '../../desk/passwords/attempt-subjects';
import {
  activeLockouts,
  LONGEST_WAIT_MS,
  type Lockout,
  MIN_LOCKOUT_FAILURES,
} from '../../desk/passwords/lockouts';
import type { Clock } from '../../desk/ports/clock';
import type { Changes } from '../http/changes';
import { type Caller, type Operation, operation } from '../http/operation';
import { type Problem, problem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { extensionText, macText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';
import { addressText } from '../schemas/values';
import { lockoutResponse, toLockoutResponse } from './schema';

interface LockoutDeps {
  readonly store: Pick<AdminStore, 'failures'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

const PATH = '/api/v1/lockouts';
const tag = 'Lockouts';
const lifted = z
  .object({ lifted: z.number().int().describe('How many counters of failures were there.') })
  .meta({ id: 'LiftedLockouts' });

export function lockoutOperations(deps: LockoutDeps): Operation[] {
  return [listLockouts(deps), liftSome(deps), liftExtension(deps)];
}

function listLockouts({ store, clock }: LockoutDeps): Operation {
  return operation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'listLockouts',
    tag,
    summary: 'Who has to wait now before the next attempt at a password',
    query: z.strictObject({ extension: extensionText.optional(), ...pagingParameters(z.string().max(128)) }),
    reply: listOf(lockoutResponse, 'Lockouts'),
    problems: [],
    async answer({ query }) {
      const page = pageOf(query);
      const now = clock();
      const counters = await store.failures({ least: MIN_LOCKOUT_FAILURES, after: now - LONGEST_WAIT_MS });
      const waiting = activeLockouts(counters, now)
        .filter(({ subject }) => isOf(subject, query.extension) && isAfter(subject, page.after))
        .slice(0, page.limit);
      return showPage(waiting, page, toLockoutResponse, ({ subject }) => subjectText(subject));
    },
  });
}

function isOf(subject: Lockout['subject'], extension: string | undefined): boolean {
  return extension === undefined || ('extension' in subject && subject.extension === extension);
}

/** The list is in the order of the subjects' names, which is the order in which the store gives them. */
function isAfter(subject: Lockout['subject'], position: string | null): boolean {
  return position === null || subjectText(subject) > position;
}

function liftExtension(deps: LockoutDeps): Operation {
  return operation({
    method: 'delete',
    path: `${PATH}/{extension}`,
    scope: 'manage',
    id: 'liftExtensionLockouts',
    tag,
    summary: 'Let an extension try again, everywhere',
    description: 'Its failures are forgotten. Those of addresses and phones stay.',
    params: z.strictObject({ extension: extensionText }),
    reply: lifted,
    problems: [],
    answer: ({ params, caller }) => lift(deps, caller, params),
  });
}

function liftSome(deps: LockoutDeps): Operation {
  return operation({
    method: 'delete',
    path: PATH,
    scope: 'manage',
    id: 'liftLockouts',
    tag,
    summary: 'Let an address, a phone or everybody try again',
    description: 'Say one of the three. Their failures are forgotten.',
    query: z.strictObject({
      address: addressText.optional(),
      mac: macText.optional(),
      all: z
        .literal('true')
        .optional()
        .meta({ description: 'Everybody: also all strangers together, and the Admin password.' }),
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
        const message = 'say exactly one of address, mac and all';
        return problem('invalid-request', undefined, [{ path: 'query', message }]);
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
    if (number === 0) return { result, note: null };
    const extension = 'extension' in command ? command.extension : null;
    const mac = 'mac' in command ? command.mac : null;
    const whose = 'address' in command ? { address: command.address } : {};
    const details = { ...whose, counters: number };
    return { result, note: { action: 'lockouts-lifted', resource: PATH, extension, mac, details } };
  });
}
