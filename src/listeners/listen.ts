import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../config/config-error';
import type { TlsFiles } from '../config/tls';
import type { Log } from '../desk/ports/log';
import { networkMatcher } from '../lib/ip';
import { readTlsTexts, usableCertificate } from './certificate';
import { type Drainable, makeServerDrainable } from './drain';
import { type ConnectionLimits, limitConnections } from './limit-connections';
import { limitPipelining } from './limit-pipelining';
import type { ListenerConfig } from './listener-config';
import { refuseExpectation, requireHost } from './refuse-unusable';
import { watchCertificate } from './watch-certificate';

/** A listener, open or not yet. `port` is the configured one; once open, the real one. */
export interface LateListener extends ListenerConfig {
  port: number;
}

/** How long a client may take, in milliseconds: phones are slow, attackers slower. */
export interface ListenerTimeouts {
  /** For the TLS handshake, and for the headers of a request. */
  readonly headers: number;
  /** For the whole request. */
  readonly request: number;
  /** How often the timeouts are checked. */
  readonly check: number;
}

const LISTENER_TIMEOUTS: ListenerTimeouts = { headers: 10_000, request: 30_000, check: 2_000 };
const MAX_HEADER_BYTES = 16_384;
const LOOK_AT_FILES_MS = 5_000;

export interface ListenOptions {
  readonly log: Log;
  readonly timeouts?: ListenerTimeouts;
  /** Networks (CIDR) of reverse proxies: all clients share their connections. */
  readonly trustedProxies?: readonly string[];
  readonly connections?: ConnectionLimits;
  /** How often the certificate files are checked for changes, in milliseconds. */
  readonly lookAtFilesMs?: number;
  /** The time in epoch milliseconds, by which certificates expire. */
  readonly now?: () => number;
}

type OnStop = (close: () => Promise<unknown>) => void;

export function createLateListener(endpoint: ListenerConfig): LateListener {
  return { ...endpoint };
}

/**
 * Opens a listener; the result drains it. `onStop` registers what else must stop. Errors: ConfigError when it cannot
 * bind to the address or port, or cannot use its certificate files.
 */
export async function openListener(
  endpoint: LateListener,
  handler: RequestListener,
  onStop: OnStop,
  options: ListenOptions,
): Promise<Drainable> {
  const limited = limitPipelining();
  const limitedHandler = limited(requireHost(handler));
  const server = endpoint.tls
    ? await openTls(endpoint.tls, limitedHandler, onStop, options)
    : createServer(serverOptions(options), limitedHandler);
  server.on('checkExpectation', limited(refuseExpectation));
  const { trustedProxies = [], connections } = options;
  limitConnections(server, networkMatcher(trustedProxies), connections);
  const listener = makeServerDrainable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${endpoint.bind}:${endpoint.port}`;
      reject(
        new ConfigError(`${endpoint.setting} (${where}) cannot be opened: ${error.code}.`, {
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
    // See requireHost.
    requireHostHeader: false,
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.check,
  };
}

/** Connections without a client certificate are accepted, so that the phone server can answer with the reason. */
async function openTls(
  files: TlsFiles,
  handler: RequestListener,
  onStop: OnStop,
  options: ListenOptions,
): Promise<Server | TlsServer> {
  const { log, timeouts = LISTENER_TIMEOUTS, lookAtFilesMs = LOOK_AT_FILES_MS } = options;
  const strings = await readTlsTexts(files);
  const certificate = usableCertificate(files, strings);
  const server = createTlsServer(
    {
      ...serverOptions(options),
      ...certificate.context,
      handshakeTimeout: timeouts.headers,
      requestCert: files.clientCa !== null,
      rejectUnauthorized: false,
    },
    handler,
  );
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    log.debug(
      { event: 'tls.handshake-failed', source: socket.remoteAddress, reason: error.code },
      'TLS handshake failed',
    );
  });
  const stop = watchCertificate({
    files,
    strings,
    certificate,
    everyMs: lookAtFilesMs,
    now: options.now ?? Date.now,
    use: (fresh) => server.setSecureContext(fresh),
    log,
  });
  onStop(async () => stop());
  return server;
}
