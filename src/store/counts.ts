import type { Knex } from 'knex';
import type { Counts } from '../admin/ports/store';
import type { SessionState } from '../desk/model';
import { inLane } from './lanes';
import type { EffectRow, PhoneRow, SessionRow } from './rows';

export async function countRows(db: Knex): Promise<Counts> {
  const [sessions, phones, effects, first, webhooks] = await Promise.all([
    db<SessionRow>('hotdesk_sessions')
      .whereNotNull('active_mac')
      .groupBy('state')
      .count({ number: '*' })
      .select<{ state: SessionState; number: number }[]>('state'),
    db<PhoneRow>('hotdesk_phones')
      .groupBy('brand')
      .count({ number: '*' })
      .select<{ brand: string; number: number }[]>('brand'),
    db<EffectRow>('hotdesk_effects').modify(inLane, 'phones').count({ number: '*' }).first(),
    db<EffectRow>('hotdesk_effects').modify(inLane, 'phones').orderBy('due_at').first('due_at'),
    db<EffectRow>('hotdesk_effects').modify(inLane, 'webhooks').count({ number: '*' }).first(),
  ]);
  return {
    activeSessions: Object.fromEntries(sessions.map(({ state, number }) => [state, Number(number)])),
    phones: Object.fromEntries(phones.map(({ brand, number }) => [brand, Number(number)])),
    effectsWaiting: Number(effects?.number ?? 0),
    effectsDueSince: first?.due_at ?? null,
    webhooksWaiting: Number(webhooks?.number ?? 0),
  };
}
