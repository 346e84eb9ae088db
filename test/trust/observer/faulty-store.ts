import { KnexTimeoutError } from 'knex';

/** `outage`: the database is unreachable. `overload`: it is there, but no connection of the pool gets free in time. */
export type DatabaseState = 'well' | 'outage' | 'overload';

const FAULTS: Readonly<Record<Exclude<DatabaseState, 'well'>, () => Error>> = {
  outage: () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  overload: () => new KnexTimeoutError('Knex: Timeout acquiring a connection. The pool is probably full.'),
};

/** Wraps an object whose methods read or write the database: they fail as the database does. */
export function failWith<T extends object>(wrapped: T, state: () => DatabaseState): T {
  return new Proxy(wrapped, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (value !== null && typeof value === 'object') return failWith(value, state);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const now = state();
        return now === 'well' ? Reflect.apply(value, target, args) : Promise.reject(FAULTS[now]());
      };
    },
  });
}
