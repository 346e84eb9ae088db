import { createHmac } from 'node:crypto';
import type { Webhook, WebhookDelivery } from '../../desk/ports/webhook';
import type { DeskSettings } from '../../desk/settings';
import { formatInstant } from '../schemas/common';
import { toSessionResponse } from '../sessions/schema';

interface WebhookDeps {
  readonly settings: () => Promise<DeskSettings>;
  /** Decrypts a setting; null when it was encrypted with another key. */
  readonly decrypt: (encrypted: string) => string | null;
  /** How long to wait for the receiver's answer, in milliseconds; 5 seconds unless given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/**
 * POSTs a delivery to the webhook of the settings. Errors: no answer in time, or not 2xx; redirects are not
 * followed. Errors contain neither the URL nor the answer: both may hold secrets.
 */
export function createWebhook({ settings, decrypt, timeoutMs = TIMEOUT_MS }: WebhookDeps): Webhook {
  return {
    async deliver(delivery) {
      const { webhookUrl, webhookSecret } = await settings();
      if (webhookUrl === null) return;
      const body = JSON.stringify(bodyOf(delivery));
      const headers = {
        'Content-Type': 'application/json',
        'X-Hotdesk-Event': delivery.type,
        'X-Hotdesk-Delivery': String(delivery.id),
        ...signatureOf(body, webhookSecret === null ? null : secretOf(webhookSecret, decrypt)),
      };
      const answer = await post(webhookUrl, body, headers, timeoutMs);
      if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
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

/** Throws when the secret cannot be decrypted: a delivery that must be signed is never sent unsigned. */
function secretOf(encrypted: string, decrypt: WebhookDeps['decrypt']): string {
  const secret = decrypt(encrypted);
  if (secret === null)
    throw new Error('the webhook secret was encrypted with another key: set webhookSecret again');
  return secret;
}

function signatureOf(body: string, secret: string | null): Record<string, string> {
  if (secret === null) return {};
  return { 'X-Hotdesk-Signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
}

async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    await answer.body?.cancel();
    return answer;
  } catch (error) {
    const reason = signal.aborted ? `timeout after ${timeoutMs / 1_000} seconds` : reasonOf(error);
    throw new Error(`the webhook does not answer: ${reason}`, { cause: error });
  }
}

/** Such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
  const code = propertyOf(propertyOf(error, 'cause'), 'code');
  return typeof code === 'string' ? code : 'no connection';
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
