import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { authorisedAt } from '../http/authorise';
import { type Operation, securityOf } from '../http/operation';
import { documentProblems } from '../openapi/document-problems';
import type { EventLog, HappenedEvent } from './event-log';

const HEARTBEAT_MS = 15_000;
/** A client that reads too slowly is cut off; it comes back with the id of the last event that it has. */
const MOST_UNREAD_BYTES = 1_000_000;

interface StreamDeps {
  readonly events: EventLog;
  readonly signal: AbortSignal;
  /** In milliseconds. */
  readonly heartbeatMs?: number;
  /** Called with 1 when a stream opens and -1 when it closes. */
  readonly counted: (change: 1 | -1) => void;
}

/** `GET /api/v1/events`: server-sent events of whatever changes. */
export function eventStream(deps: StreamDeps): Operation {
  return {
    method: 'get',
    path: '/api/v1/events',
    scope: 'read',
    takesBody: false,
    document: eventStreamDocument,
    handle(request, response) {
      response
        .status(200)
        .set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
        .flushHeaders();
      // Aborted signals call nobody any more.
      if (deps.signal.aborted || request.method === 'HEAD') response.end();
      else stream(deps, request, response);
    },
  };
}

function stream(
  { events, signal, counted, heartbeatMs = HEARTBEAT_MS }: StreamDeps,
  request: Request,
  response: Response,
): void {
  const send = (text: string): void => {
    response.write(text);
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  };
  for (const text of greeting(events, request.get('Last-Event-ID'))) send(text);
  const unsubscribe = events.subscribe((event) => send(frame(event)));
  const end = (): void => {
    response.end();
  };
  const { stillCounts } = authorisedAt(response);
  const heartbeat = setInterval(() => {
    send(': still here\n\n');
    // A key that was revoked hears nothing more. While nobody can tell, the client may find out by coming back.
    stillCounts().then((counts) => counts || end(), end);
  }, heartbeatMs);
  signal.addEventListener('abort', end, { once: true });
  counted(1);
  response.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
    signal.removeEventListener('abort', end);
    counted(-1);
  });
}

/** What a client gets at once: what it missed, or the word that it must read everything again. */
function greeting(events: EventLog, lastId: string | undefined): string[] {
  if (lastId === undefined || lastId === '') return [`: from now on\nid: ${events.newestId()}\n\n`];
  const missed = events.after(lastId);
  if (missed) return missed.map(frame);
  return [frame({ id: events.newestId(), type: 'missed-events', data: '{}' })];
}

function frame({ id, type, data }: HappenedEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`;
}

const eventStreamDocument: ZodOpenApiOperationObject = {
  operationId: 'streamEvents',
  tags: ['Events'],
  summary: 'Server-sent events of whatever changes',
  ...securityOf('read'),
  description: [
    'The types are `session-requested`, `session-provisioned`, `session-verified`, `session-ended`, `session-unverified` (with',
    '`why`), `session-repaired` (with `what` was found and mended, as in the audit), `locked-out`,',
    '`lockouts-lifted`, `pin-changed`, `pin-removed`, `settings-changed`, `key-created`, `key-revoked`, and `-created`,',
    '`-changed`, `-deleted` of `template`, `mapping` and `phone`. The data is JSON: `at`, `resource` (the path of what',
    'changed) and, for sessions, `session`; for lockouts, `subject`.',
    '',
    'A client that comes back with `Last-Event-ID` gets what it missed. When that is not known any more it gets the event',
    '`missed-events`: what it has read before may be out of date. A comment is sent every 15 seconds.',
  ].join('\n'),
  requestParams: {
    header: z.object({
      'Last-Event-ID': z.string().optional().describe('The id of the last event that the client has.'),
    }),
  },
  responses: {
    '200': {
      description: 'Events, until either side ends it.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...documentProblems(['unauthorized', 'insufficient-scope']),
  },
};
