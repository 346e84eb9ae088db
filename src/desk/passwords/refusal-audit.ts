import { sourceOf } from '../../lib/ip';
import { createLogBudget, type UnlistedLines } from '../../lib/log-budget';
import type { AuditBudget } from '../audit-budget';
import type { DeskDeps } from '../deps';
import { createEntryBudget } from '../entry-budget';
import type { AuditEntry } from '../ports/audit';
import type { Log, LogFields } from '../ports/log';

/** Audit entries for refusals to one source. */
const RATE_PER_SOURCE = { burst: 30, recoveryMs: 60_000 };
const MAX_SOURCES = 10_000;

/**
 * Writes refusals to phones into the log and the audit. Any source can cause refusals, so only the first ones of a burst are
 * written.
 * The rest is counted, and the next entry carries the count as `unlisted`. All sources together share the budget.
 */
export function createRefusalAudit(
  { clock }: Pick<DeskDeps, 'clock'>,
  budget: AuditBudget,
  log: Pick<Log, 'info' | 'warn'>,
): (entry: AuditEntry) => Promise<void> {
  const sources = createEntryBudget(clock, RATE_PER_SOURCE, MAX_SOURCES);
  const lines = createLogBudget(clock);

  return async (entry) => {
    const source = sourceOf(entry.address ?? '');
    lines.write(source, (rest) => log.info(...lineOf(entry, rest)));
    const admitted = sources.admit(source);
    if (!admitted) {
      // The filter in docs/fail2ban.md matches this line: its fields, their order and the message are a contract.
      if (sources.isNewlyUsedUp(source)) {
        log.warn({ event: 'login.storm', source: entry.address, reason: entry.action }, 'login storm');
      }
      return;
    }
    const { unlisted } = admitted;
    const details = unlisted > 0 ? { ...entry.details, unlisted } : entry.details;
    await budget.record({ ...entry, details });
  };
}

const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['login-refused', 'refused a login at a phone'],
  ['logout-refused', 'refused a logout: it came from another device under the MAC of the phone'],
  ['hotdesk-pin-refused', 'refused a new hot-desk PIN'],
]);

/** Such as `login.refused`, with its reason: the code of the refusal. */
function lineOf(
  { action, extension, mac, address, actor, details }: AuditEntry,
  rest: UnlistedLines,
): [LogFields, string] {
  const event = action.replace(/-refused$/, '.refused');
  const { code: reason = null } = details;
  return [
    { event, reason, extension, mac, source: address, actor, ...rest },
    MESSAGES.get(action) ?? 'refused',
  ];
}
