import { createEntryBudget, MAX_EXTENSIONS } from './entry-budget';
import type { DeskEvent, Publish, Repair } from './events';
import { RATE_OF_REGISTRATIONS } from './limited-audit';
import type { Session } from './model';
import type { Clock } from './ports/clock';
import type { Log, LogFields } from './ports/log';

/**
 * Writes a line for what happens to sessions, so that the log tells an admin the story of a day: logins, their success, logouts,
 * and phones that do not follow. Users cause some of them without end (registrations that come and go), so those of each
 * extension have a budget; the next line says how many were left out (`unlisted`).
 */
export function logEvents({ log, clock }: { readonly log: Log; readonly clock: Clock }): Publish {
  const budget = createEntryBudget(clock, RATE_OF_REGISTRATIONS, MAX_EXTENSIONS);
  return (event) => {
    const line = lineOf(event);
    if (!line) return;
    const { level, subject, fields, message } = line;
    const admitted = budget.admit(subject);
    if (!admitted) return;
    const { unlisted } = admitted;
    log[level](unlisted > 0 ? { ...fields, unlisted } : fields, message);
  };
}

interface Line {
  readonly level: 'debug' | 'info' | 'warn';
  /** Whose budget the line is taken from. */
  readonly subject: string;
  readonly fields: LogFields;
  readonly message: string;
}

const REPAIRED: Readonly<Record<Repair, string>> = {
  'notified-again':
    'the phone has not read its config in time; it is notified again, by its next apply method',
  'stale-registration-evicted':
    'a phone registered with the account of an ended session; its registration is ended',
  'registration-restored': 'the phone lost its registration to another one, and is made to register again',
  'config-changed': 'the config of the phone has changed; it is notified',
  'account-followed': 'FreePBX has given the extension another device or technology; the session has it now',
  'device-linked': 'AstDB did not tie the account to its user, and does now',
};

function lineOf(event: DeskEvent): Line | null {
  switch (event.type) {
    case 'session-requested': {
      const { via, allowedBy, loginAddress: source } = event.session;
      return ofSession('info', 'login.accepted', event.session, 'logged in', { source, via, allowedBy });
    }
    case 'session-provisioned':
      return ofSession('debug', 'session.provisioned', event.session, 'the phone has fetched its account');
    case 'session-verified': {
      const { verifiedAt, requestedAt, contactAddress: source } = event.session;
      const milliseconds = (verifiedAt ?? requestedAt) - requestedAt;
      const message = 'the phone has registered with its account';
      return ofSession('info', 'session.verified', event.session, message, { source, milliseconds });
    }
    case 'session-ended': {
      const { endReason: reason } = event.session;
      return ofSession('info', 'session.ended', event.session, 'the session has ended', { reason });
    }
    case 'session-unverified': {
      const { reason, session } = event;
      const message =
        reason === 'registration-lost'
          ? 'the phone has lost its registration'
          : 'the phone has not taken its account, whatever was tried; restart it';
      return ofSession('warn', 'session.unverified', session, message, { reason });
    }
    case 'session-repaired': {
      const { repair, session } = event;
      const { state, escalationLevel } = session;
      return ofSession('info', 'session.repaired', session, REPAIRED[repair], {
        repair,
        state,
        escalationLevel,
      });
    }
    case 'hotdesk-pin-changed': {
      const { extension } = event;
      const fields = { event: 'hotdesk-pin.changed', extension };
      return { level: 'info', subject: extension, fields, message: 'a user has changed their hot-desk PIN' };
    }
    case 'locked-out': {
      const { subject } = event;
      const fields = { event: 'login.locked-out', subject };
      return {
        level: 'warn',
        subject,
        fields,
        message: 'locked out after too many wrong passwords or logins',
      };
    }
    // Where they happen, the log says more: census/watch-census.ts, outbox/give-up.ts.
    case 'pbx-incomplete':
    case 'pbx-complete':
    case 'job-given-up':
      return null;
  }
}

function ofSession(
  level: Line['level'],
  event: string,
  { extension, mac }: Session,
  message: string,
  more: object = {},
): Line {
  return { level, subject: extension, fields: { event, extension, mac, ...more }, message };
}
