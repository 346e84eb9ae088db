import { type Request, type Response, Router } from 'express';
import { contextOf } from '../http/request-context';
import { sourceAddressOf } from '../http/source-address';
import { throttleResponse } from '../http/throttle';
import { PROVISIONING_PATHS } from './requested-file';
import { type FileAnswer, type FileDeps, serveFile } from './serve-file';

interface ProvisioningDeps extends FileDeps {
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** `GET|HEAD /provision/<file>` and `/provision/<token>/<file>`. */
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
    source: sourceAddressOf(request),
    host: request.hostname ?? null,
    userAgent: request.get('User-Agent'),
  });
  switch (answer.kind) {
    case 'file':
      return sendBytes(request, response, answer);
    case 'absent':
      response.status(404).type('text/plain').send('not found\n');
      return;
    case 'later':
      response.status(503).set('Retry-After', '30').type('text/plain').send('try again later\n');
      return;
    case 'too-many':
      return throttleResponse(deps, response);
  }
}

/** Records the fetch only when all bytes are sent: HEAD and aborted requests do not prove that the phone has its config. */
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
