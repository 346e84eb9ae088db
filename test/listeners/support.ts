import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { TlsFiles } from '../../src/config/tls';
import type { TlsVersion } from '../../src/config/values';
import { drainAll } from '../../src/listeners/drain';
import { createLateListener, type ListenOptions, openListener } from '../../src/listeners/listen';
import { makeCertificate } from '../support/certificates';
import { SILENT } from '../test-app';

/** Signs the certificates of the servers in the tests. */
export const ROOT = makeCertificate({ names: ['Root of the tests'] });

/** A folder with PEM files. */
export interface PemFolder {
  readonly files: TlsFiles;
  /** Overwrites one of them. */
  write(file: 'cert' | 'key' | 'clientCa', text: string): void;
  remove(): void;
}

export function pemFolder(options: { clientCa?: string; minVersion?: TlsVersion } = {}): PemFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-pem-'));
  const paths = {
    cert: path.join(folder, 'cert.pem'),
    key: path.join(folder, 'key.pem'),
    clientCa: path.join(folder, 'ca.pem'),
  };
  const write: PemFolder['write'] = (file, text) => writeFileSync(paths[file], text);
  const { cert, key } = makeCertificate({ names: ['first'], issuer: ROOT });
  write('cert', cert);
  write('key', key);
  if (options.clientCa !== undefined) write('clientCa', options.clientCa);
  return {
    files: {
      cert: { setting: 'HOTDESK_PHONES_TLS_CERT', path: paths.cert },
      key: { setting: 'HOTDESK_PHONES_TLS_KEY', path: paths.key },
      clientCa:
        options.clientCa === undefined ? null : { setting: 'HOTDESK_PHONES_CLIENT_CA', path: paths.clientCa },
      minVersion: options.minVersion ?? '1.2',
    },
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface TestListener {
  readonly port: number;
  /** Waits for running requests, and cuts them after this many milliseconds. */
  drain(limitMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A listener on a free loopback port; HTTP without files. */
export async function openTestListener(
  tls: TlsFiles | null,
  handler: RequestListener,
  options: Partial<ListenOptions> = {},
): Promise<TestListener> {
  const endpoint = createLateListener({
    bind: '127.0.0.1',
    port: 0,
    setting: 'HOTDESK_PHONES_TLS_PORT',
    tls,
  });
  const closers: (() => Promise<unknown>)[] = [];
  const listener = await openListener(endpoint, handler, (close) => closers.push(close), {
    log: SILENT,
    ...options,
  });
  return {
    port: endpoint.port,
    drain: (limitMs) => drainAll([listener], limitMs),
    async close() {
      await drainAll([listener], 0);
      for (const close of closers.reverse()) await close();
    },
  };
}

export interface SecureAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The common name of the server's certificate. */
  readonly server: string;
  readonly version: string | null;
}

export type SecureOptions = RequestOptions & Pick<ConnectionOptions, 'session'>;

/** A request over HTTPS that trusts only the root of the tests. */
export function askSecurely(
  port: number,
  at: string,
  options: SecureOptions = {},
  onSocket: (socket: TLSSocket) => void = () => {},
): Promise<SecureAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: at, ca: ROOT.cert, agent: false, ...options });
    sent.on('error', reject);
    sent.on('socket', (socket) => onSocket(socket as TLSSocket));
    sent.on('response', (response) => {
      const socket = response.socket as TLSSocket;
      // A resumed session has no certificate.
      const server = String(socket.getPeerCertificate().subject?.CN ?? '');
      const version = socket.getProtocol();
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
          server,
          version,
        }),
      );
    });
    sent.end();
  });
}
