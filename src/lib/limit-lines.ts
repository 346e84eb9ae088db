import { RateLimit } from './rate-limiter';

/** Lines of one event: a few at once, and then one a minute. */
const RATE = { burst: 5, recoveryMs: 60_000 };

type Write<Fields> = (fields: Fields, message: string) => void;

/**
 * Bounds the log lines of each event about a state that lasts, such as an outage, which every request of anybody would repeat.
 * `unlisted` of a line is how many were only counted since the last one.
 */
export function limitLines<Fields extends { readonly event: string }>(
  write: Write<Fields & { readonly unlisted?: number }>,
  clock: () => number = () => performance.now(),
): Write<Fields> {
  const events = new Map<string, { readonly rate: RateLimit; unlisted: number }>();
  return (fields, message) => {
    const state = events.get(fields.event) ?? { rate: new RateLimit(clock, RATE), unlisted: 0 };
    events.set(fields.event, state);
    const { rate, unlisted } = state;
    if (rate.isUsedUp()) {
      state.unlisted += 1;
      return;
    }
    rate.use();
    state.unlisted = 0;
    write(unlisted > 0 ? { ...fields, unlisted } : fields, message);
  };
}
