import { z } from 'zod';
import type { HotdeskPin } from '../../desk/model';
import { isWeakPin } from '../../desk/passwords/weak-pin';
import type { AuditEntry } from '../../desk/ports/audit';
import type { Clock } from '../../desk/ports/clock';
import type { Directory } from '../../desk/ports/directory';
import { hashPassword } from '../../lib/passwords';
import type { ChangeNote, Changes } from '../http/changes';
import { type Operation, operation } from '../http/operation';
import { isProblem, problem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { extensionText } from '../schemas/common';
import { EXTENSIONS, EXTENSIONS_TAG } from './routes';
import { extensionResponse, pinChange, toExtensionResponse } from './schema';

interface PinDeps {
  readonly directory: Pick<Directory, 'extension'>;
  readonly store: Pick<AdminStore, 'activeSessions'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

const PATH = `${EXTENSIONS}/{number}/pin`;
const params = z.strictObject({ number: extensionText });

export function pinOperations(deps: PinDeps): Operation[] {
  return [setPin(deps), removePin(deps)];
}

function setPin({ directory, store, changes, clock }: PinDeps): Operation {
  return operation({
    method: 'put',
    path: PATH,
    scope: 'manage',
    id: 'setHotdeskPin',
    tag: EXTENSIONS_TAG,
    summary: 'Give an extension a hot-desk PIN',
    description:
      'From now on it logs in with this, and no more with its voicemail PIN or the User Password. The Admin password still ' +
      'opens it. Sessions that run are left alone.',
    params,
    body: pinChange,
    reply: extensionResponse,
    problems: ['unknown-extension', 'weak-pin'],
    async answer({ params: { number }, body: { pin, mustChange }, caller }) {
      const extension = await directory.extension(number);
      if (!extension) return problem('unknown-extension');
      if (isWeakPin(pin, number)) return problem('weak-pin');
      const hash = await hashPassword(pin);
      const made = await changes.make(caller, async (tx) => {
        const before = await tx.hotdeskPin(number);
        const after = { extension: number, hash, mustChange, changedAt: clock() };
        await tx.setHotdeskPin(after);
        return { result: after, note: noteOf('pin-changed', number, before, after) };
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
  return operation({
    method: 'delete',
    path: PATH,
    scope: 'manage',
    id: 'removeHotdeskPin',
    tag: EXTENSIONS_TAG,
    summary: 'Take the hot-desk PIN of an extension away',
    description: 'From now on it logs in with its voicemail PIN again, or with the User Password.',
    params,
    status: 204,
    problems: ['not-found'],
    async answer({ params: { number }, caller }) {
      return changes.make(caller, async (tx) => {
        const before = await tx.hotdeskPin(number);
        if (!before) return problem('not-found', 'This extension has no hot-desk PIN.');
        await tx.removeHotdeskPin(number);
        return { result: null, note: noteOf('pin-removed', number, before, null) };
      });
    },
  });
}

function noteOf(
  action: string,
  extension: string,
  before: HotdeskPin | null,
  after: HotdeskPin | null,
): ChangeNote {
  return {
    action,
    resource: `${EXTENSIONS}/${extension}`,
    extension,
    before: stateOf(before),
    after: stateOf(after),
  };
}

function stateOf(pin: HotdeskPin | null): AuditEntry['details'] {
  return { hasPin: pin !== null, mustChange: pin?.mustChange ?? false };
}
