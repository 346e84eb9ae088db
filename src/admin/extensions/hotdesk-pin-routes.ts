import { z } from 'zod';
import type { Desk } from '../../desk/desk';
import type { HotdeskPin } from '../../desk/model';
import { isWeakPin } from '../../desk/passwords/weak-pin';
import type { AuditEntry } from '../../desk/ports/audit';
import type { Clock } from '../../desk/ports/clock';
import type { Directory } from '../../desk/ports/directory';
import { hashPassword } from '../../lib/passwords';
import type { ChangeRecord, Changes } from '../http/changes';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { extensionText } from '../schemas/common';
import { findExtension } from './find-extension';
import { EXTENSIONS_PATH, EXTENSIONS_TAG } from './routes';
import { extensionResponse, hotdeskPinChange, toExtensionResponse } from './schema';

interface PinDeps {
  readonly directory: Pick<Directory, 'extension'>;
  readonly desk: Pick<Desk, 'incompletePbx' | 'isLost'>;
  readonly store: Pick<AdminStore, 'activeSessions'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

const PATH = `${EXTENSIONS_PATH}/{number}/hotdesk-pin`;
const params = z.strictObject({ number: extensionText });

export function hotdeskPinOperations(deps: PinDeps): Operation[] {
  return [setPin(deps), removePin(deps)];
}

function setPin(deps: PinDeps): Operation {
  const { store, changes, clock } = deps;
  return defineOperation({
    method: 'put',
    path: PATH,
    scope: 'manage',
    id: 'setHotdeskPin',
    tag: EXTENSIONS_TAG,
    summary: 'Set the hot-desk PIN of an extension',
    description:
      'The hot-desk PIN replaces the voicemail PIN or User Password of the extension. The Admin password still works. ' +
      'Running sessions are not changed.',
    params,
    body: hotdeskPinChange,
    reply: extensionResponse,
    problems: ['not-found', 'weak-pin', 'pbx-incomplete'],
    async answer({ params: { number }, body: { hotdeskPin, mustChangeHotdeskPin }, caller }) {
      const extension = await findExtension(deps, number, notThere(number));
      if (isProblem(extension)) return extension;
      if (isWeakPin(hotdeskPin, number)) return createProblem('weak-pin');
      const hash = await hashPassword(hotdeskPin);
      const made = await changes.make(caller, async (tx) => {
        const before = await tx.hotdeskPin(number);
        const after = { extension: number, hash, mustChange: mustChangeHotdeskPin, changedAt: clock() };
        await tx.setHotdeskPin(after);
        return { result: after, record: recordOf('hotdesk-pin-changed', number, before, after) };
      });
      if (isProblem(made)) return made;
      const sessions = await store.activeSessions();
      return toExtensionResponse(
        extension,
        made,
        sessions.find((session) => session.extension === number),
      );
    },
  });
}

function removePin({ changes }: PinDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: PATH,
    scope: 'manage',
    id: 'removeHotdeskPin',
    tag: EXTENSIONS_TAG,
    summary: 'Remove the hot-desk PIN of an extension',
    description: 'The extension logs in with its voicemail PIN again, or with the User Password.',
    params,
    status: 204,
    problems: ['not-found'],
    async answer({ params: { number }, caller }) {
      return changes.make(caller, async (tx) => {
        const before = await tx.hotdeskPin(number);
        if (!before) return createProblem('not-found', 'This extension has no hot-desk PIN.');
        await tx.removeHotdeskPin(number);
        return { result: null, record: recordOf('hotdesk-pin-removed', number, before, null) };
      });
    },
  });
}

/** An extension in a path that the PBX does not have. In a body it would be `unknown-extension`. */
function notThere(number: string): Problem {
  return createProblem('not-found', `The PBX has no extension ${number}.`);
}

function recordOf(
  action: string,
  extension: string,
  before: HotdeskPin | null,
  after: HotdeskPin | null,
): ChangeRecord {
  return {
    action,
    resource: `${EXTENSIONS_PATH}/${extension}`,
    extension,
    before: stateOf(before),
    after: stateOf(after),
  };
}

function stateOf(pin: HotdeskPin | null): AuditEntry['details'] {
  return { hasHotdeskPin: pin !== null, mustChangeHotdeskPin: pin?.mustChange ?? false };
}
