import { createAuditBudget } from '../../desk/audit-budget';
import type { AuditEntry } from '../../desk/ports/audit';
import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import { sourceOf } from '../../lib/ip';
import { createLogBudget } from '../../lib/log-budget';
import { RateLimiter } from '../../lib/rate-limiter';
import type { HotdeskMetrics } from '../metrics/metrics';
import type { KeyScope } from '../ports/keys';
import type { AdminStore } from '../ports/store';
import type { KeyHolder } from './scopes';

/** Refused keys of one source (or scopes of one key) that are logged and audited, and how fast that recovers. */
const RATE = { burst: 20, recoveryMs: 10_000 };
const MAX_SOURCES = 10_000;
/** How long the answer to a wrong key takes when its source has used up its rate. */
const SLOW_MS = 2_000;

export interface KeyRefusalDeps {
  readonly store: Pick<AdminStore, 'change'>;
  readonly metrics: Pick<HotdeskMetrics, 'countKeyRefusal'>;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** What is done about requests whose key does not open what they ask for. */
export interface KeyRefusals {
  recordMissingKey(): void;
  /** Resolves when the request may be answered: a source that goes on with wrong keys is slowed. */
  recordWrongKey(source: string): Promise<void>;
  recordSmallScope(holder: KeyHolder, source: string, scope: KeyScope): Promise<void>;
}

export function createKeyRefusals({ store, metrics, clock, pause, log }: KeyRefusalDeps): KeyRefusals {
  const sources = new RateLimiter(clock, RATE, MAX_SOURCES);
  const keys = new RateLimiter(clock, RATE, MAX_SOURCES);
  const logBudget = createLogBudget(clock);
  const audit = createAuditBudget({ clock, write: (entry) => store.change((tx) => tx.addAudit(entry)) });
  const entry = (actor: string, address: string, details: AuditEntry['details']): AuditEntry => ({
    at: clock(),
    actor,
    action: 'key-refused',
    mac: null,
    extension: null,
    address,
    details,
  });
  return {
    recordMissingKey: () => metrics.countKeyRefusal('no-key'),
    async recordWrongKey(source) {
      const reason = 'wrong-key';
      metrics.countKeyRefusal(reason);
      const name = sourceOf(source);
      sources.use(name);
      if (!sources.isUsedUp(name)) {
        logBudget.write(source, (rest) =>
          log.info({ event: 'key.refused', source, reason, ...rest }, 'refused an unknown admin key'),
        );
        await audit.record(entry('system', source, { reason }));
        return;
      }
      // The filter in docs/fail2ban.md matches this line: its fields, their order and its message are a contract.
      if (sources.isNewlyUsedUp(name)) log.warn({ event: 'key.storm', source, reason }, 'key storm');
      await pause(SLOW_MS);
    },
    async recordSmallScope({ name, scopes }, source, scope) {
      const reason = 'insufficient-scope';
      metrics.countKeyRefusal(reason);
      if (keys.isUsedUp(name)) return;
      keys.use(name);
      log.info(
        { event: 'key.refused', source, reason, key: name, scope },
        'an admin key has too small a scope',
      );
      await audit.record(entry(`key ${name}`, source, { reason, scope, scopes: [...scopes] }));
    },
  };
}
