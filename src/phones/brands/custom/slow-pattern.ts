import { createContext, Script } from 'node:vm';
import { errorCode } from '../../../lib/errors';
import { MAX_USER_AGENT_LENGTH } from '../identify';

/** A pattern that backtracks without end takes hours; any other far less than a millisecond for each text. */
const LIMIT_MS = 100;
const TEXTS_AT_ONCE = 20;
/** A busy machine may take long once, but not each time. */
const ATTEMPTS = 3;

const PUMPS = ['a', 'A', '0', ' ', '.', '-', '_', '/', '!', 'a ', 'a/', 'a.', 'a-', '0.', 'a0', 'aA'];
const TAILS = ['', '!', '\0'];

/**
 * Whether a pattern takes too long for a User-Agent that anybody may send. It is tried with awkward texts: the beginnings of
 * its own User-Agent, continued by repetition and broken off.
 */
export function isSlowPattern(pattern: RegExp, userAgent: string): boolean {
  const texts = awkwardTexts(pattern, userAgent);
  const script = new Script('for (const text of texts) pattern.test(text)');
  for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
    const context = createContext({ pattern, texts: texts.slice(at, at + TEXTS_AT_ONCE) });
    const isSlow = () => !finishes(() => script.runInContext(context, { timeout: LIMIT_MS }));
    if (Array.from({ length: ATTEMPTS }).every(isSlow)) return true;
  }
  return false;
}

function finishes(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (errorCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

function awkwardTexts(pattern: RegExp, userAgent: string): string[] {
  const words = userAgent.split(/(?<=[ /])/);
  const beginnings = ['', ...words.map((_, at) => words.slice(0, at + 1).join(''))];
  const literals = pattern.source.match(/[A-Za-z0-9 /_.-]/g) ?? [];
  const pumps = new Set([...PUMPS, ...words, ...literals]);
  return beginnings.flatMap((beginning) =>
    [...pumps].flatMap((pump) =>
      TAILS.map((tail) => `${beginning.padEnd(MAX_USER_AGENT_LENGTH - 1, pump)}${tail}`),
    ),
  );
}
