import type { SessionEvent } from './events';
import type { DeskParts } from './parts';
import type { DeskTransaction } from './ports/store';

/** Has the webhook told of this in the transaction that makes it true, where the settings name one. */
export async function orderWebhook(
  { clock }: Pick<DeskParts, 'clock'>,
  tx: DeskTransaction,
  event: SessionEvent,
): Promise<void> {
  if ((await tx.settings()).webhookUrl === null) return;
  const at = clock();
  const { id: sessionId, mac } = event.session;
  const why = event.type === 'session-unverified' ? event.why : null;
  await tx.addEffect(mac, { kind: 'webhook', sessionId, event: event.type, at, why }, at);
}
