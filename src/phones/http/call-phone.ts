import { request as httpRequest } from 'node:http';
import { isIP } from 'node:net';
import type { PhoneCall, PhoneCaller } from '../../desk/ports/brands';
import type { Log } from '../../desk/ports/log';
import { errorText } from '../../lib/errors';
import { isForbiddenTarget, isOwnAddress } from '../../lib/targets';

const TIMEOUT_MS = 5_000;

export interface PhoneCallerDeps {
  /** The ports of this service, which are no phone's. */
  readonly ownPorts: () => readonly number[];
  readonly log: Pick<Log, 'info' | 'debug'>;
  /** How long to wait for an answer; 5 seconds unless given. */
  readonly timeoutMs?: number;
}

/**
 * Calls phones by HTTP: one request to an IP address, without redirects; only the status of the answer counts. Who may log
 * phones in by REST names the address, so not everything is called.
 */
export function createPhoneCaller({ ownPorts, log, timeoutMs = TIMEOUT_MS }: PhoneCallerDeps): PhoneCaller {
  return {
    async call(address, call) {
      if (isIP(address) === 0) return false;
      if (isForbiddenTarget(address) || (ownPorts().includes(call.port) && isOwnAddress(address))) {
        log.info({ event: 'phone.http-call-forbidden', address }, 'this address is no phone: not called');
        return false;
      }
      try {
        const status = await post(address, call, timeoutMs);
        log.debug({ event: 'phone.http-call-answered', address, status }, 'phone answered an HTTP call');
        if (status >= 200 && status < 300) return true;
        log.info({ event: 'phone.http-call-refused', address, status }, 'phone refused an HTTP call');
      } catch (error) {
        log.info(
          { event: 'phone.http-call-failed', address, error: errorText(error) },
          'cannot reach a phone by HTTP',
        );
      }
      return false;
    },
  };
}

function post(host: string, { port, path, body }: PhoneCall, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
      Connection: 'close',
    };
    const request = httpRequest({ host, port, path, method: 'POST', headers, agent: false });
    const limit = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
    request.once('close', () => clearTimeout(limit));
    request.once('error', reject);
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    request.end(body);
  });
}
