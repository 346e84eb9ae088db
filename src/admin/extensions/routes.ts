import { z } from 'zod';
import type { Desk } from '../../desk/desk';
import type { Extension } from '../../desk/model';
import type { Directory } from '../../desk/ports/directory';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { extensionResponse, toExtensionResponse } from './schema';

interface ExtensionDeps {
  readonly directory: Pick<Directory, 'extensions'>;
  readonly desk: Pick<Desk, 'incompletePbx'>;
  readonly store: Pick<AdminStore, 'activeSessions' | 'hotdeskPins'>;
}

export const EXTENSIONS_PATH = '/api/v1/extensions';
export const EXTENSIONS_TAG = 'Extensions';

export function extensionOperations({ directory, desk, store }: ExtensionDeps): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: EXTENSIONS_PATH,
      scope: 'read',
      id: 'listExtensions',
      tag: EXTENSIONS_TAG,
      summary: 'List the extensions of the PBX and where they are logged in',
      query: z.strictObject(pagingParameters(z.string().max(64))),
      reply: listOf(extensionResponse, 'Extensions'),
      problems: ['pbx-incomplete'],
      async answer({ query }) {
        // A list that is cut short would look like deletions.
        if (desk.incompletePbx()) return createProblem('pbx-incomplete');
        const page = pageOf(query);
        const [extensions, sessions, pins] = await Promise.all([
          directory.extensions(),
          store.activeSessions(),
          store.hotdeskPins(),
        ]);
        const sessionOf = new Map(sessions.map((session) => [session.extension, session]));
        const pinOf = new Map(pins.map((pin) => [pin.extension, pin]));
        const items = partOf(inOrder(extensions), page.after).slice(0, page.limit);
        return toPage(
          items,
          page,
          (extension) =>
            toExtensionResponse(extension, pinOf.get(extension.number), sessionOf.get(extension.number)),
          ({ number }) => number,
        );
      },
    }),
  ];
}

/** In numeric order: 99 before 1001. A number that the PBX lists twice appears once. */
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
