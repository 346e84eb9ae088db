import type { SipAccount } from '../../../src/desk/model';
import type { Directory } from '../../../src/desk/ports/directory';
import { withCensus } from '../../support/census';

/** The extensions of FreePBX, and changes to them by an admin. */
export interface People {
  readonly directory: Directory;
  readonly numbers: readonly string[];
  isThere(number: string): boolean;
  secretOf(number: string): string;
  remove(number: string): void;
  /** With another secret than before. */
  recreate(number: string): void;
}

/** The voicemail PIN of all extensions that have no other one. */
export const PIN = '4711';

/** They do nothing, but without them a few deletions would be most of a small PBX. */
const BYSTANDERS = Array.from({ length: 40 }, (_, index) => String(5_000 + index));

export function createPeople(
  numbers: readonly string[],
  pins: ReadonlyMap<string, string> = new Map(),
  bystanders: readonly string[] = BYSTANDERS,
): People {
  const removed = new Set<string>();
  let recreated = 0;
  const secrets = new Map([...numbers, ...bystanders].map((number) => [number, `secret-of-${number}`]));
  const isThere = (number: string) => secrets.has(number) && !removed.has(number);
  const secretOf = (number: string) => secrets.get(number) ?? '';
  const extension = async (number: string) =>
    isThere(number) ? { number, name: `User ${number}`, mailboxContext: 'default' } : null;
  const accountOf = (number: string): SipAccount | null =>
    isThere(number)
      ? { endpoint: number, technology: 'pjsip', authUser: number, secret: secretOf(number) }
      : null;
  return {
    numbers,
    isThere,
    secretOf,
    remove: (number) => {
      removed.add(number);
    },
    recreate(number) {
      recreated += 1;
      removed.delete(number);
      secrets.set(number, `secret-${recreated}-of-${number}`);
    },
    directory: withCensus({
      extension,
      extensions: async () =>
        (await Promise.all([...secrets.keys()].map(extension))).flatMap((one) => one ?? []),
      mailbox: async (number, context) =>
        isThere(number) ? { number, context, pin: pins.get(number) ?? PIN } : null,
      sipAccount: async (number) => accountOf(number),
      async deviceChoice(number) {
        const account = accountOf(number);
        return { account, rule: account && 'own-number', passedOver: [] };
      },
    }),
  };
}
