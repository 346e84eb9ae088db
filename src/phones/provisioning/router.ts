import { type Request, type Response, Router } from 'express';
import { contextOf } from '../http/request-context';
import { addressOf } from '../http/source-address';
import { throttle } from '../http/throttle';
import { PROVISIONING_PATHS } from './asked-file';
import { type FileAnswer, type FileDeps, serveFile } from './serve-file';

interface ProvisioningDeps extends FileDeps {
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** `GET|HEAD /provision/<file>` and `/provision/<token>/<file>`: the files that phones ask for. */
export function provisioningRouter(deps: ProvisioningDeps): Router {
  const router = Router();
  router.get(PROVISIONING_PATHS, (request, response) => {
    const { token } = request.params;
    return sendFile(deps, request, response, token === undefined ? null : String(token));
  });
  return router;
}

async function sendFile(
  deps: ProvisioningDeps,
  request: Request,
  response: Response,
  tokenText: string | null,
): Promise<void> {
  const answer = await serveFile(deps, {
    file: String(request.params.file),
    ...contextOf(response),
    tokenText,
    source: addressOf(request),
    host: request.hostname ?? null,
    userAgent: request.get('User-Agent'),
  });
  switch (answer.kind) {
    case 'file':
      return sendBytes(request, response, answer);
    case 'absent':
      response.status(404).type('text/plain').send('not found\n');
      return;
    case 'too-many':
      return throttle(deps, response);
  }
}

/** Only bytes that left are a proof that the phone has its config. */
function sendBytes(
  request: Request,
  response: Response,
  { contentType, bytes, recordSent }: Extract<FileAnswer, { kind: 'file' }>,
): void {
  if (request.method === 'GET') response.once('finish', recordSent);
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' })
    .end(request.method === 'HEAD' ? undefined : bytes);
}
