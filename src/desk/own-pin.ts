import type { AllowedBy } from './model';
import type { DeskParts } from './parts';

/** Whether somebody who was let in by this must choose another PIN. */
export async function mustChangePin(
  parts: Pick<DeskParts, 'store'>,
  extension: string,
  allowedBy: AllowedBy,
): Promise<boolean> {
  if (allowedBy !== 'own-pin') return false;
  return (await parts.store.ownPin(extension))?.mustChange ?? false;
}
