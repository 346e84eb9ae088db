import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../config/config-error';
import type { TlsFiles } from '../config/tls';
import type { Log } from '../desk/ports/log';
import { readTlsTexts, usableCertificate } from './certificate';
import { type Drainable, drainable } from './drain';
import type { ListenerConfig } from './listener-config';
import { watchCertificate } from './watch-certificate';

/** A door that is not open yet. `port` is the one that it is to listen on; once open, the one that it does. */
export interface LateListener extends ListenerConfig {
  port: number;
}

/** How long a client may take, in milliseconds: phones are slow, attackers slower. */
export interface ListenerTimeouts {
  /** For the handshake of TLS, and for the headers of a request. */
  readonly headers: number;
  /** For the whole request. */
  readonly request: number;
  /** How often it is looked for those who took too long. */
  readonly check: number;
}

const LISTENER_TIMEOUTS: ListenerTimeouts = { headers: 10_000, request: 30_000, check: 2_000 };
const MAX_HEADER_BYTES = 16_384;
const LOOK_AT_FILES_MS = 5_000;

export interface ListenOptions {
  readonly log: Log;
  readonly timeouts?: ListenerTimeouts;
  /** How often the certificate's files are looked at, in milliseconds. */
  readonly lookAtFilesMs?: number;
}

type OnStop = (close: () => Promise<unknown>) => void;

export function listenLater(endpoint: ListenerConfig): LateListener {
  return { ...endpoint };
}

/**
 * Opens a door. What it returns closes it; `opened` hears of what else is to be stopped. Errors: ConfigError, when the address or port cannot be had, or the files of
 * its certificate cannot be used.
 */
export async function listen(
  endpoint: LateListener,
  handler: RequestListener,
  onStop: OnStop,
  options: ListenOptions,
): Promise<Drainable> {
  const server = endpoint.tls
    ? await openTls(endpoint.tls, handler, onStop, options)
    : createServer(serverOptions(options), handler);
  const listener = drainable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${endpoint.bind}:${endpoint.port}`;
      reject(
        new ConfigError(`${endpoint.setting} (${where}) cannot be listened on: ${error.code}.`, {
          cause: error,
        }),
      );
    });
    server.listen(endpoint.port, endpoint.bind, resolve);
  });
  endpoint.port = (server.address() as AddressInfo).port;
  return listener;
}

function serverOptions({ timeouts = LISTENER_TIMEOUTS }: ListenOptions): ServerOptions {
  return {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.check,
  };
}

/** Whoever shows no certificate gets in all the same: the door itself can say why it serves him nothing. */
async function openTls(
  files: TlsFiles,
  handler: RequestListener,
  onStop: OnStop,
  options: ListenOptions,
): Promise<Server | TlsServer> {
  const { log, timeouts = LISTENER_TIMEOUTS, lookAtFilesMs = LOOK_AT_FILES_MS } = options;
  const strings = await readTlsTexts(files);
  const { context, endsAt } = usableCertificate(files, strings);
  if (endsAt < Date.now()) {
    log.warn({ setting: files.cert.setting, endedAt: new Date(endsAt) }, 'the certificate has expired');
  }
  const server = createTlsServer(
    {
      ...serverOptions(options),
      ...context,
      handshakeTimeout: timeouts.headers,
      requestCert: files.clientCa !== null,
      rejectUnauthorized: false,
    },
    handler,
  );
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    log.debug({ source: socket.remoteAddress, why: error.code }, 'a TLS handshake failed');
  });
  const stop = watchCertificate({
    files,
    strings,
    everyMs: lookAtFilesMs,
    use: (fresh) => server.setSecureContext(fresh),
    log,
  });
  onStop(async () => stop());
  return server;
}
