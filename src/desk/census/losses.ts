import { CENSUS_PARTS, type Census, type CensusPart, type CountedRows } from '../ports/census';

/** What is missing of one part. */
export interface Loss {
  readonly part: CensusPart;
  /** The names of the missing rows, never empty. */
  readonly missing: readonly string[];
  /** How many rows the part had when it was whole. */
  readonly of: number;
}

/** What an incomplete PBX has lost, and since when, in epoch milliseconds. */
export interface IncompletePbx {
  readonly since: number;
  readonly losses: readonly Loss[];
}

/** Fewer than this at once are single deletions, unless they are most of a small PBX. */
const SEVERAL = 3;
/** On a large PBX an admin may delete several extensions at once. More than this part of all is no dismissal. */
const MOST_DELETED = 1 / 10;

/**
 * What an incomplete PBX has lost since its last whole census; null if it is complete, which includes single deletions.
 *
 * A part is incomplete when more than half of its rows are gone, or at least three that are a tenth or more of it. Once it is
 * (`wasIncomplete`), it is complete again when at most two rows are missing, and not more than half: a restore fills the tables
 * row by row, and the last ones of many must not look like deletions.
 */
export function findLosses(
  whole: CountedRows,
  current: Census,
  wasIncomplete: boolean,
): readonly Loss[] | null {
  const losses = CENSUS_PARTS.flatMap((part): Loss[] => {
    const missing = missingOf(part, whole, current);
    return missing.length > 0 ? [{ part, missing, of: whole[part].size }] : [];
  });
  return losses.some((loss) => isSudden(loss, wasIncomplete)) ? losses : null;
}

function isSudden({ missing: { length }, of }: Loss, wasIncomplete: boolean): boolean {
  return length > of / 2 || (length >= SEVERAL && (wasIncomplete || length >= of * MOST_DELETED));
}

function missingOf(part: CensusPart, whole: CountedRows, current: Census): readonly string[] {
  const now = current[part];
  if (now === null) return [];
  const missing = [...whole[part]].filter((name) => !now.has(name));
  return part === 'mailboxes' ? missing.filter((number) => current.mailboxUsers.has(number)) : missing;
}

/** How many rows are missing of each part. */
export function countLosses(losses: readonly Loss[]): Readonly<Record<CensusPart, number>> {
  const counts = { users: 0, devices: 0, sip: 0, mailboxes: 0 };
  for (const { part, missing } of losses) counts[part] = missing.length;
  return counts;
}

/** The rows of a census that counts as whole. A part that could not be read keeps its rows. */
export function wholeRows(current: Census, before: CountedRows | null): CountedRows {
  const { users, devices, sip, mailboxes } = current;
  return { users, devices, sip, mailboxes: mailboxes ?? before?.mailboxes ?? new Set() };
}

export function areSameRows(one: CountedRows, other: CountedRows): boolean {
  return CENSUS_PARTS.every(
    (part) => one[part].size === other[part].size && [...one[part]].every((name) => other[part].has(name)),
  );
}
