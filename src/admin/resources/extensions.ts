import { z } from 'zod';
import type { Extension, Session } from '../../desk/model';
import type { Directory } from '../../desk/ports';
import { type Operation, operation } from '../operation';
import type { AdminStore } from '../ports';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';
import { sessionShown, showSession } from '../schemas/session';

interface ExtensionParts {
  readonly directory: Pick<Directory, 'extensions'>;
  readonly store: Pick<AdminStore, 'activeSessions'>;
}

const extensionShown = z
  .object({
    number: z.string(),
    name: z.string(),
    mailbox: z.boolean().describe('Whether it has a mailbox, and so logs in with its voicemail PIN.'),
    session: sessionShown.nullable().describe('Where it is logged in.'),
  })
  .meta({ id: 'Extension' });

export function extensionOperations({ directory, store }: ExtensionParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/v1/extensions',
      id: 'listExtensions',
      tag: 'Extensions',
      summary: 'The extensions of the PBX, and where they are logged in',
      query: z.strictObject(pagingParameters(z.string().max(64))),
      reply: listOf(extensionShown, 'Extensions'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        const [extensions, sessions] = await Promise.all([directory.extensions(), store.activeSessions()]);
        const at = new Map(sessions.map((session) => [session.extension, session]));
        const items = partOf(inOrder(extensions), page.after).slice(0, page.limit);
        return showPage(
          items,
          page,
          (extension) => show(extension, at),
          ({ number }) => number,
        );
      },
    }),
  ];
}

function show(extension: Extension, at: ReadonlyMap<string, Session>): z.input<typeof extensionShown> {
  const session = at.get(extension.number);
  return {
    number: extension.number,
    name: extension.name,
    mailbox: extension.mailboxContext !== null,
    session: session ? showSession(session) : null,
  };
}

/** As people count: 99 before 1001. A number that the PBX holds twice is shown once. */
function inOrder(extensions: readonly Extension[]): Extension[] {
  const byNumber = new Map(extensions.map((extension) => [extension.number, extension]));
  return [...byNumber.values()].sort((a, b) => compare(a.number, b.number));
}

function partOf(extensions: readonly Extension[], after: string | null): readonly Extension[] {
  return after === null ? extensions : extensions.filter(({ number }) => compare(number, after) > 0);
}

function compare(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
