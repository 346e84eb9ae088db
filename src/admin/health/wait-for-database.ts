/** How long health and metrics wait for the database, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** The answer of the database; an error when it takes too long. */
export function waitForDatabase<T>(query: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    query.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
