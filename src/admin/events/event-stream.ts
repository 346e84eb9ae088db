import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { authorisedAt } from '../http/authorise';
import { leaveAdminRequests } from '../http/limit-in-flight';
import { OpenResponses } from '../http/open-responses';
import { type Operation, securityOf } from '../http/operation';
import { createProblem, sendProblem } from '../http/problem';
import { documentProblems } from '../openapi/document-problems';
import type { EventLog, LoggedEvent } from './event-log';

const HEARTBEAT_MS = 15_000;
const STREAMS_PER_KEY = 20;
/** Slow clients are disconnected at this backlog; they reconnect with their last event id. */
const MOST_UNREAD_BYTES = 1_000_000;
const TOO_MANY = 'This key has too many event streams.';

interface StreamDeps {
  readonly events: EventLog;
  readonly signal: AbortSignal;
  /** In milliseconds, as is the next. */
  readonly heartbeatMs?: number;
  readonly checkKeyMs?: number;
  /** Called with 1 when a stream opens and -1 when it closes. */
  readonly counted: (change: 1 | -1) => void;
}

/** `GET /api/v1/events`: all changes as server-sent events. */
export function eventStreamOperation(deps: StreamDeps): Operation {
  const { events, checkKeyMs } = deps;
  const open = new OpenResponses({ events, mostPerKey: STREAMS_PER_KEY, checkKeyMs });
  return {
    method: 'get',
    path: '/api/v1/events',
    scope: 'read',
    takesBody: false,
    document: eventStreamDocument,
    handle(request, response) {
      let end = (): void => undefined;
      const close = open.open(authorisedAt(response), () => end());
      if (!close) return sendProblem(response, createProblem('too-many-requests', TOO_MANY));
      response.once('close', close);
      response
        .status(200)
        .set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
        .flushHeaders();
      // A signal that is already aborted fires no event.
      leaveAdminRequests(response);
      if (deps.signal.aborted || request.method === 'HEAD') response.end();
      else end = stream(deps, request, response);
    },
  };
}

/** Returns the function that ends it. */
function stream(
  { events, signal, counted, heartbeatMs = HEARTBEAT_MS }: StreamDeps,
  request: Request,
  response: Response,
): () => void {
  const send = (text: string): void => {
    // The event that ends the stream may also be on its way to it.
    if (response.writableEnded) return;
    response.write(text);
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  };
  for (const text of greeting(events, request.get('Last-Event-ID'))) send(text);
  const end = (): void => {
    unsubscribe();
    response.end();
  };
  const unsubscribe = events.subscribe((event) => send(frame(event)));
  const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs);
  signal.addEventListener('abort', end, { once: true });
  counted(1);
  response.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
    signal.removeEventListener('abort', end);
    counted(-1);
  });
  return end;
}

/** First frames for a client: the events that it missed, or `missed-events` when they are no longer known. */
function greeting(events: EventLog, lastId: string | undefined): string[] {
  if (lastId === undefined || lastId === '') return [`: from now on\nid: ${events.newestId()}\n\n`];
  const missed = events.after(lastId);
  if (missed) return missed.map(frame);
  return [frame({ id: events.newestId(), type: 'missed-events', data: '{}' })];
}

function frame({ id, type, data }: LoggedEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`;
}

const eventStreamDocument: ZodOpenApiOperationObject = {
  operationId: 'streamEvents',
  tags: ['Events'],
  summary: 'Stream all changes as server-sent events',
  ...securityOf('read'),
  description: [
    'Types: `session-requested`, `session-provisioned`, `session-verified`, `session-ended`, `session-unverified` (with',
    '`reason`), `session-repaired` (with `repair`, the same word as in the audit), `job-given-up` (with `job`, its kind), `locked-out`,',
    '`lockouts-lifted`, `hotdesk-pin-changed`, `hotdesk-pin-removed`, `settings-changed`, `key-created`, `key-revoked`,',
    '`pbx-incomplete` (with `missing`), `pbx-complete`, and `-created`, `-changed`, `-deleted` of `template`, `mapping` and `phone`.',
    'The data is JSON: `at`, `resource` (the path of what changed) and, for sessions, `session`; for lockouts, `subject`.',
    '',
    'A client that reconnects with `Last-Event-ID` gets the events that it missed. If these are no longer known, it gets',
    '`missed-events` and must read the resources again. A comment is sent every 15 seconds. A key has at most 20 streams.',
  ].join('\n'),
  requestParams: {
    header: z.object({
      'Last-Event-ID': z.string().optional().describe('Id of the last event that the client received.'),
    }),
  },
  responses: {
    '200': {
      description: 'Events until client or service closes the stream.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...documentProblems(['unauthorized', 'insufficient-scope', 'too-many-requests']),
  },
};
