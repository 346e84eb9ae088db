import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: unknown = runInNewContext('gc');

/** Runs the garbage collector. */
export function collectGarbage(): void {
  if (typeof gc !== 'function') throw new Error('this Node has no gc()');
  gc();
}

/** The bytes of the heap in use after a garbage collection. */
export function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
