import crypto, { type ScryptOptions } from 'node:crypto';

/**
 * jest's `setupFiles` of the unit suites: scrypt with 1/256 of the requested cost. At the real cost each
 * wrong password takes 0.3 s of a core, and suites try thousands. test/lib/passwords.test.ts checks the real one.
 */
const REAL = Symbol.for('hotdesk.real-scrypt');
const CHEAPER = 256;

type Scrypt = (
  password: crypto.BinaryLike,
  salt: crypto.BinaryLike,
  bytes: number,
  options: ScryptOptions,
  done: (error: Error | null, key: Buffer) => void,
) => void;
const current: Scrypt & { [REAL]?: Scrypt } = crypto.scrypt;

/** The one of Node. A jest worker keeps its core modules from suite to suite, so it may be replaced already. */
export const realScrypt: Scrypt = current[REAL] ?? current;

const cheap: Scrypt = (password, salt, bytes, options, done) =>
  realScrypt(password, salt, bytes, { ...options, N: Math.max(2, (options.N ?? 16_384) / CHEAPER) }, done);

Object.assign(crypto, { scrypt: Object.assign(cheap, { [REAL]: realScrypt }) });
