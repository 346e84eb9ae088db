import type { z } from 'zod';
import type { FieldError } from './problem';

/** Keeps the answer to a hostile body short. */
const MOST_ERRORS = 50;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** The counted things of an origin, one and several. */
const COUNTED: Readonly<Record<string, readonly [string, string]>> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
};

/**
 * One wording for what every field may have wrong; a schema's own message comes before it. Undefined: the library's.
 * For `safeParse(value, { error })`.
 */
export function fieldWording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] === undefined ? undefined : `must be ${TYPES[issue.expected]}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return boundWording('at most', issue.origin, issue.maximum);
    case 'too_small':
      return boundWording('at least', issue.origin, issue.minimum);
    // The name of a member: what is wrong with it is one level deeper.
    case 'invalid_key':
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
}

function boundWording(bound: string, origin: string, size: number | bigint): string {
  const [one, several] = COUNTED[origin] ?? [];
  if (one === undefined) return `must be ${bound} ${size}`;
  return `must have ${bound} ${size} ${Number(size) === 1 ? one : several}`;
}

/** The errors of a part of a request, such as `body`, by the path of the field. */
export function fieldErrors(error: z.core.$ZodError, value: unknown, part: string): readonly FieldError[] {
  return error.issues.flatMap((issue) => errorsOfIssue(issue, value, part)).slice(0, MOST_ERRORS);
}

function errorsOfIssue(issue: z.core.$ZodIssue, value: unknown, part: string): FieldError[] {
  const path = issue.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    part,
  );
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'is unknown' }));
  return [{ path, message: isMissing(issue, value) ? 'is missing' : issue.message }];
}

/** A rule of ours that names a field which is not there says more than that it is missing. */
function isMissing(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (issue.code === 'custom') return false;
  let at: unknown = value;
  for (const step of issue.path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return true;
    at = (at as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return at === undefined;
}
