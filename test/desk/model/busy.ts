/** Counts what is under way, so that a test knows when nothing is any more. */
export interface Busy {
  /** The same object; every call of it that answers later counts until it has answered. */
  watch<T extends object>(part: T): T;
  /** Resolves when nothing is under way and nothing begins anew by itself. */
  quiet(): Promise<void>;
}

/** So many turns of the event loop without anything under way are quiet. */
const QUIET_TURNS = 4;

export function createBusy(): Busy {
  let underWay = 0;
  return {
    watch: (part) =>
      new Proxy(part, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            const result: unknown = Reflect.apply(value, target, given);
            if (!(result instanceof Promise)) return result;
            underWay += 1;
            return result.finally(() => {
              underWay -= 1;
            });
          };
        },
      }),
    async quiet() {
      for (let turns = 0; turns < QUIET_TURNS; turns = underWay === 0 ? turns + 1 : 0)
        await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
