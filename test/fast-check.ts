import { randomInt } from 'node:crypto';
import path from 'node:path';
import fc from 'fast-check';

/** Property tests import fast-check from here: one seed per run, written at the start of the suite. HOTDESK_SEED replays it. */
const seed = Number(process.env.HOTDESK_SEED ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(seed))
  throw new Error(`HOTDESK_SEED=${process.env.HOTDESK_SEED} is not a whole number`);

fc.configureGlobal({ seed });
process.stderr.write(`${path.basename(expect.getState().testPath ?? '')}: HOTDESK_SEED=${seed}\n`);

export default fc;
