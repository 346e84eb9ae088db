import type { DeskEvent } from '../../desk/events';
import type { Clock } from '../../desk/ports/clock';
import { formatInstant } from '../schemas/common';
import { toSessionResponse } from '../sessions/schema';
import type { EventLog } from './event-log';

/** Adds a desk event to the event log. */
export function logDeskEvent(events: EventLog, clock: Clock, event: DeskEvent): void {
  if (event.type === 'locked-out') {
    events.add(event.type, {
      at: formatInstant(event.at),
      resource: '/api/v1/lockouts',
      subject: event.subject,
    });
    return;
  }
  if (event.type === 'hotdesk-pin-changed') {
    events.add(event.type, {
      at: formatInstant(event.at),
      resource: `/api/v1/extensions/${event.extension}`,
    });
    return;
  }
  if (event.type === 'pbx-incomplete' || event.type === 'pbx-complete') {
    events.add(event.type, {
      at: formatInstant(event.at),
      resource: '/api/v1/pbx',
      ...(event.type === 'pbx-incomplete' ? { missing: event.missing } : {}),
    });
    return;
  }
  events.add(event.type, {
    at: formatInstant(clock()),
    resource: `/api/v1/sessions/${event.session.id}`,
    session: toSessionResponse(event.session),
    ...(event.type === 'session-unverified' ? { reason: event.reason } : {}),
    ...(event.type === 'session-repaired' ? { repair: event.repair } : {}),
    ...(event.type === 'job-given-up' ? { job: event.job } : {}),
  });
}
