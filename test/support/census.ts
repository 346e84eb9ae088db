import type { CensusWatch } from '../../src/desk/census/watch-census';
import type { Census } from '../../src/desk/ports/census';
import type { Directory } from '../../src/desk/ports/directory';

/** The census of a directory in memory, by its own answers. */
export async function censusOf(directory: Omit<Directory, 'census'>): Promise<Census> {
  const extensions = await directory.extensions();
  const numbers = extensions.map(({ number }) => number);
  const withAccount: string[] = [];
  const withMailbox: string[] = [];
  for (const { number, mailboxContext } of extensions) {
    if (await directory.sipAccount(number)) withAccount.push(number);
    if (mailboxContext !== null && (await directory.mailbox(number, mailboxContext)))
      withMailbox.push(number);
  }
  return {
    users: new Set(numbers),
    devices: new Set(numbers),
    sip: new Set(withAccount),
    mailboxes: new Set(withMailbox),
    mailboxUsers: new Set(
      extensions.filter(({ mailboxContext }) => mailboxContext !== null).map(({ number }) => number),
    ),
  };
}

/** A directory in memory, with its census. */
export function withCensus(directory: Omit<Directory, 'census'>): Directory {
  return { ...directory, census: () => censusOf(directory) };
}

/** For what works with a PBX that never loses rows. */
export const COMPLETE_PBX: CensusWatch = {
  known: () => null,
  incomplete: async () => null,
  takeNow: async () => null,
  isLost: async () => false,
  extensionCount: async () => 300,
  confirm: async () => ({ kind: 'complete' }),
  stop: () => undefined,
};
