import type { DeskDeps } from '../deps';
import type { AllowedBy } from '../model';

/** Whether somebody who was let in by this must choose another PIN. */
export async function mustChangePin(
  deps: Pick<DeskDeps, 'store'>,
  extension: string,
  allowedBy: AllowedBy,
): Promise<boolean> {
  if (allowedBy !== 'hotdesk-pin') return false;
  return (await deps.store.hotdeskPin(extension))?.mustChange ?? false;
}
