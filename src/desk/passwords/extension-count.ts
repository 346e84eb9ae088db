import type { Clock } from '../ports/clock';
import type { Directory } from '../ports/directory';

const FRESH_MS = 10 * 60_000;

/** The number of extensions of the PBX, read every ten minutes at most: strangers cause the question. */
export function createExtensionCount({
  directory,
  clock,
}: {
  readonly directory: Pick<Directory, 'extensions'>;
  readonly clock: Clock;
}): () => Promise<number> {
  let counted: { readonly at: number; readonly extensions: number } | null = null;
  return async () => {
    const now = clock();
    if (!counted || Math.abs(now - counted.at) >= FRESH_MS)
      counted = { at: now, extensions: (await directory.extensions()).length };
    return counted.extensions;
  };
}
