import type { Knex } from 'knex';

/** Reports how many milliseconds the database took for each statement that it answered. */
export function watchQueryTimes(db: Knex, report: (milliseconds: number) => void): void {
  const begun = new Map<string, number>();
  db.on('query', ({ __knexQueryUid: id }: { __knexQueryUid: string }) => begun.set(id, performance.now()));
  db.on('query-response', (_response: unknown, { __knexQueryUid: id }: { __knexQueryUid: string }) => {
    const since = begun.get(id);
    if (begun.delete(id) && since !== undefined) report(performance.now() - since);
  });
  db.on('query-error', (_error: unknown, { __knexQueryUid: id }: { __knexQueryUid: string }) =>
    begun.delete(id),
  );
}
