import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Log } from '../../desk/ports/log';
import type { Webhook, WebhookDelivery } from '../../desk/ports/webhook';
import type { DeskSettings } from '../../desk/settings';
import { errorCode } from '../../lib/errors';
import { formatInstant } from '../schemas/common';
import { toSessionResponse } from '../sessions/schema';
import {
  checkedLookup,
  checkTarget,
  ForbiddenTargetError,
  hostIn,
  isPrivateTarget,
  type WebhookTargets,
} from './webhook-target';

interface WebhookDeps {
  readonly settings: () => Promise<DeskSettings>;
  /** Decrypts a setting; null when it was encrypted with another key. */
  readonly decrypt: (encrypted: string) => string | null;
  readonly targets: WebhookTargets;
  readonly log: Pick<Log, 'warn'>;
  /** How long to wait for the receiver's answer, in milliseconds; 5 seconds unless given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/**
 * POSTs a delivery to the webhook of the settings. Errors: a target that is not allowed, no answer in time, or not 2xx;
 * redirects are not followed. Errors contain neither the URL nor the answer: both may hold secrets. While the receiver does
 * not work, only one delivery at a time is tried.
 */
export function createWebhook({
  settings,
  decrypt,
  targets,
  log,
  timeoutMs = TIMEOUT_MS,
}: WebhookDeps): Webhook {
  const oneWhileDown = createReceiverState();
  return {
    async deliver(delivery) {
      const { webhookUrl, webhookSecret } = await settings();
      if (webhookUrl === null) return;
      const url = new URL(decrypted(webhookUrl, 'webhookUrl', decrypt));
      const body = JSON.stringify(bodyOf(delivery));
      const headers = {
        'Content-Type': 'application/json',
        'X-Hotdesk-Event': delivery.type,
        'X-Hotdesk-Delivery': String(delivery.id),
        ...signatureOf(
          body,
          webhookSecret === null ? null : decrypted(webhookSecret, 'webhookSecret', decrypt),
        ),
      };
      try {
        await oneWhileDown(async () => {
          const { status, address } = await post(url, body, headers, targets, timeoutMs);
          if (status < 200 || status > 299)
            throw new DeliveryError(`the webhook answered ${status}`, address, isReceiverDown(status));
        });
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.address === null || !isPrivateTarget(error.address))
          throw error;
        // A caller who may read the jobs must not learn by them what runs in the network of the PBX.
        log.warn({ event: 'webhook.failed', error: error.message }, 'cannot deliver to the webhook');
        throw new Error('the webhook did not accept the delivery; the reason is in the log of the service');
      }
    },
  };
}

function bodyOf({ id, type, at, session, reason }: WebhookDelivery) {
  return {
    id,
    type,
    at: formatInstant(at),
    resource: `/api/v1/sessions/${session.id}`,
    session: toSessionResponse(session),
    ...(reason === null ? {} : { reason }),
  };
}

/** @throws when it cannot be decrypted: a delivery that must be signed is never sent unsigned. */
function decrypted(
  encrypted: string,
  setting: 'webhookUrl' | 'webhookSecret',
  decrypt: WebhookDeps['decrypt'],
): string {
  const text = decrypt(encrypted);
  if (text === null) throw new Error(`${setting} was encrypted with another key (secret.key): set it again`);
  return text;
}

function signatureOf(body: string, secret: string | null): Record<string, string> {
  if (secret === null) return {};
  return { 'X-Hotdesk-Signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
}

interface Answer {
  readonly status: number;
  /** The address that answered. */
  readonly address: string;
}

/** Whether a receiver that answers this would refuse any delivery now. */
function isReceiverDown(status: number): boolean {
  return status >= 500 || status === 429;
}

/** Runs deliveries; after an outage of the receiver one at a time, until one succeeds. The others fail at once. */
function createReceiverState(): (deliver: () => Promise<void>) => Promise<void> {
  let isDown = false;
  let isTried = false;
  return async (deliver) => {
    const isTrial = isDown;
    if (isTrial && isTried)
      throw new Error('the webhook did not accept another delivery; that one is tried first');
    isTried ||= isTrial;
    try {
      await deliver();
      isDown = false;
    } catch (error) {
      if (error instanceof DeliveryError && error.isReceiverDown) isDown = true;
      throw error;
    } finally {
      if (isTrial) isTried = false;
    }
  };
}

/** A delivery that failed. `address`: where; null when that is not known. */
class DeliveryError extends Error {
  constructor(
    message: string,
    readonly address: string | null,
    /** Whether other deliveries would fail too. */
    readonly isReceiverDown = true,
  ) {
    super(message);
  }
}

/** @throws DeliveryError, ForbiddenTargetError */
function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
  targets: WebhookTargets,
  timeoutMs: number,
): Promise<Answer> {
  const isTls = url.protocol === 'https:';
  const port = Number(url.port || (isTls ? 443 : 80));
  const host = hostIn(url);
  let address = isIP(host) === 0 ? null : host;
  const check = (candidate: string): void => {
    address = candidate;
    checkTarget(targets, candidate, port);
  };
  if (address !== null) check(address);
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = (isTls ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' },
      agent: false,
      lookup: checkedLookup(check),
      signal,
    });
    request.once('error', (error) => {
      if (error instanceof ForbiddenTargetError) return reject(error);
      const reason = signal.aborted ? `timeout after ${timeoutMs / 1_000} seconds` : reasonOf(error);
      reject(new DeliveryError(`the webhook does not answer: ${reason}`, address));
    });
    request.once('response', ({ statusCode = 0, socket }) => {
      resolve({ status: statusCode, address: socket.remoteAddress ?? address ?? '' });
      // Its content is of no interest, and may be endless.
      request.destroy();
    });
    request.end(body);
  });
}

/** Such as ECONNREFUSED. */
function reasonOf(error: Error): string {
  return errorCode(error) ?? 'no connection';
}
