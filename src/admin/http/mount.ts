import { json, type RequestHandler, Router } from 'express';
import type { HotdeskMetrics } from '../metrics/metrics';
import { requireKeyStillValid, requireScope } from './authorise';
import { MAX_BODY_BYTES } from './limit-bodies';
import type { Operation } from './operation';
import { createProblem, refuseMethod, sendProblem } from './problem';
import { receiveAdminBodies } from './receive-bodies';

/** A router for these operations. Other methods on their paths get 405; other paths are passed on. */
export function mountOperations(
  operations: readonly Operation[],
  metrics: Pick<HotdeskMetrics, 'countRequest'>,
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const receive = receiveAdminBodies(json({ limit: MAX_BODY_BYTES }));
  for (const [path, atPath] of byPath(operations)) {
    const route = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const operation of atPath) {
      const steps: RequestHandler[] = [];
      if (operation.scope !== null) steps.push(requireScope(operation.scope));
      if (operation.takesBody) steps.push(requireJson, receive, requireKeyStillValid);
      route[operation.method](counted(operation, metrics), ...steps, (request, response) =>
        operation.handle(request, response),
      );
    }
    const allowed = allowedAt(atPath);
    route.all((_request, response) => refuseMethod(response, allowed));
  }
  return router;
}

function byPath(operations: readonly Operation[]): Map<string, Operation[]> {
  const paths = new Map<string, Operation[]>();
  for (const operation of operations) {
    paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation]);
  }
  return paths;
}

function allowedAt(operations: readonly Operation[]): string {
  const methods = operations.map(({ method }) => method.toUpperCase());
  return (methods.includes('GET') ? ['HEAD', ...methods] : methods).sort().join(', ');
}

/** Refuses bodies of another media type; a missing body passes as an empty one. */
const requireJson: RequestHandler = (request, response, next) => {
  const isJson = request.is('application/json');
  if (isJson === false) return sendProblem(response, createProblem('unsupported-media-type'));
  next();
};

function counted(operation: Operation, metrics: Pick<HotdeskMetrics, 'countRequest'>): RequestHandler {
  const id = operation.document.operationId ?? operation.path;
  return (_request, response, next) => {
    response.once('finish', () => metrics.countRequest(id, response.statusCode));
    next();
  };
}
