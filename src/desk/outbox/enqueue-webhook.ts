import type { DeskDeps } from '../deps';
import type { SessionEvent } from '../events';
import type { DeskTransaction } from '../ports/store';

/** Adds the webhook job for an event in the same transaction. Does nothing without a webhook URL in the settings. */
export async function enqueueWebhook(
  { clock }: Pick<DeskDeps, 'clock'>,
  tx: DeskTransaction,
  event: SessionEvent,
): Promise<void> {
  if ((await tx.settings()).webhookUrl === null) return;
  const at = clock();
  const { id: sessionId, mac } = event.session;
  const reason = event.type === 'session-unverified' ? event.reason : null;
  await tx.addJob(mac, { kind: 'webhook', sessionId, event: event.type, at, reason }, at);
}
