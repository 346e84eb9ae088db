import { settledWithin } from '../../lib/settled-within';

/** How long health and metrics wait for the database, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** The answer of the database; an error when it takes too long. */
export async function waitForDatabase<T>(query: Promise<T>): Promise<T> {
  if (!(await settledWithin(query, TIMEOUT_MS))) throw new Error(`no answer in ${TIMEOUT_MS} ms`);
  return query;
}
