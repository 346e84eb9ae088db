import { type Request, type Response, Router } from 'express';
import { contextOf } from '../http/request-context';
import { addressOf } from '../source-address';
import { PROVISIONING_PATHS } from './asked-file';
import { holdOff } from './hold-off';
import { type FileAnswer, type FileParts, serveFile } from './serve-file';

interface ProvisioningParts extends FileParts {
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** `GET|HEAD /provision/<file>` and `/provision/<token>/<file>`: the files that phones ask for. */
export function provisioningRouter(parts: ProvisioningParts): Router {
  const router = Router();
  router.get(PROVISIONING_PATHS, (request, response) => {
    const { token } = request.params;
    return sendFile(parts, request, response, token === undefined ? null : String(token));
  });
  return router;
}

async function sendFile(
  parts: ProvisioningParts,
  request: Request,
  response: Response,
  tokenText: string | null,
): Promise<void> {
  const answer = await serveFile(parts, {
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
      return holdOff(parts, response);
  }
}

/** Only bytes that left are a proof that the phone has its config. */
function sendBytes(
  request: Request,
  response: Response,
  { contentType, bytes, noteSent }: Extract<FileAnswer, { kind: 'file' }>,
): void {
  if (request.method === 'GET') response.once('finish', noteSent);
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' })
    .end(request.method === 'HEAD' ? undefined : bytes);
}
