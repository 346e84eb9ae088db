import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: unknown = runInNewContext('gc');

/** Throws away what nobody holds any more. */
export function collectGarbage(): void {
  if (typeof gc !== 'function') throw new Error('this Node has no gc');
  gc();
}

/** The bytes of the heap that are in use after that. */
export function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
