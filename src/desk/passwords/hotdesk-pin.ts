import type { DeskDeps } from '../deps';
import type { AllowedBy } from '../model';

/** Whether a login that was allowed by this must choose a new PIN. */
export async function mustChangePin(
  deps: Pick<DeskDeps, 'store'>,
  extension: string,
  allowedBy: AllowedBy,
): Promise<boolean> {
  if (allowedBy !== 'hotdesk-pin') return false;
  return (await deps.store.hotdeskPin(extension))?.mustChange ?? false;
}
