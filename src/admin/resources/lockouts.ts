import { z } from 'zod';
import { type LiftOrder, subjectsAbout, subjectText } from '../../desk/attempt-subjects';
import { LEAST_FAILURES, LONGEST_WAIT_MS, type Lockout, lockoutsAmong } from '../../desk/lockouts';
import type { Clock } from '../../desk/ports/clock';
import type { Changes } from '../changes';
import { type Caller, type Operation, operation } from '../operation';
import type { AdminStore } from '../ports/store';
import { type Problem, problem } from '../problem';
import { extensionText, macText } from '../schemas/common';
import { lockoutShown, showLockout } from '../schemas/lockout';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';
import { addressText } from '../schemas/values';

interface LockoutParts {
  readonly store: Pick<AdminStore, 'failures'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

const PATH = '/api/v1/lockouts';
const tag = 'Lockouts';
const lifted = z
  .object({ lifted: z.number().int().describe('How many counters of failures were there.') })
  .meta({ id: 'Lifted' });

export function lockoutOperations(parts: LockoutParts): Operation[] {
  return [listLockouts(parts), liftSome(parts), liftExtension(parts)];
}

function listLockouts({ store, clock }: LockoutParts): Operation {
  return operation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'listLockouts',
    tag,
    summary: 'Who has to wait now before the next attempt at a password',
    query: z.strictObject({ extension: extensionText.optional(), ...pagingParameters(z.string().max(128)) }),
    reply: listOf(lockoutShown, 'Lockouts'),
    problems: [],
    async answer({ query }) {
      const page = pageOf(query);
      const now = clock();
      const counters = await store.failures({ least: LEAST_FAILURES, after: now - LONGEST_WAIT_MS });
      const waiting = lockoutsAmong(counters, now)
        .filter(({ subject }) => isOf(subject, query.extension) && isAfter(subject, page.after))
        .slice(0, page.limit);
      return showPage(waiting, page, showLockout, ({ subject }) => subjectText(subject));
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

function liftExtension(parts: LockoutParts): Operation {
  return operation({
    method: 'delete',
    path: `${PATH}/{extension}`,
    scope: 'manage',
    id: 'liftLockoutsOfExtension',
    tag,
    summary: 'Let an extension try again, everywhere',
    description: 'Its failures are forgotten. Those of addresses and phones stay.',
    params: z.strictObject({ extension: extensionText }),
    reply: lifted,
    problems: [],
    answer: ({ params, caller }) => lift(parts, caller, params),
  });
}

function liftSome(parts: LockoutParts): Operation {
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
      const orders: LiftOrder[] = [];
      if (address !== undefined) orders.push({ address });
      if (mac !== undefined) orders.push({ mac });
      if (all !== undefined) orders.push({ all: true });
      const [order] = orders;
      if (order === undefined || orders.length > 1) {
        const message = 'say exactly one of address, mac and all';
        return problem('invalid-request', undefined, [{ path: 'query', message }]);
      }
      return lift(parts, caller, order);
    },
  });
}

function lift(
  { changes }: LockoutParts,
  caller: Caller,
  order: LiftOrder,
): Promise<{ lifted: number } | Problem> {
  return changes.make(caller, async (tx) => {
    const number = await tx.forgetFailures(subjectsAbout(order));
    const result = { lifted: number };
    if (number === 0) return { result, note: null };
    const extension = 'extension' in order ? order.extension : null;
    const mac = 'mac' in order ? order.mac : null;
    const whose = 'address' in order ? { address: order.address } : {};
    const details = { ...whose, counters: number };
    return { result, note: { action: 'lockouts-lifted', resource: PATH, extension, mac, details } };
  });
}
