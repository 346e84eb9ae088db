import type { DeskDeps } from '../deps';
import type { SessionEvent } from '../events';
import type { DeskTransaction } from '../ports/store';

/** Has the webhook told of this in the transaction that makes it true, where the settings name one. */
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
