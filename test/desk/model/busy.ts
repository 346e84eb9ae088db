/** Counts pending calls, so that a test can wait until there are none. */
export interface PendingCalls {
  /** Wraps an object. Every call that returns a promise counts until it has settled. */
  watch<T extends object>(target: T): T;
  /** Resolves when no call is pending and none starts by itself. */
  quiet(): Promise<void>;
}

/** This many turns of the event loop without a pending call count as quiet. */
const QUIET_TURNS = 4;

export function createPendingCalls(): PendingCalls {
  let pending = 0;
  return {
    watch: (watched) =>
      new Proxy(watched, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const result: unknown = Reflect.apply(value, target, args);
            if (!(result instanceof Promise)) return result;
            pending += 1;
            return result.finally(() => {
              pending -= 1;
            });
          };
        },
      }),
    async quiet() {
      for (let turns = 0; turns < QUIET_TURNS; turns = pending === 0 ? turns + 1 : 0)
        await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
