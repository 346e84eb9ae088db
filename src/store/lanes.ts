import type { Knex } from 'knex';
import type { Effect, EffectLane } from '../desk/ports/outbox';

/** For a query's `modify`: only the effects of a lane. */
export function inLane(effects: Knex.QueryBuilder, lane: EffectLane): void {
  if (lane === 'webhooks') effects.where('kind', 'webhook');
  else effects.whereNot('kind', 'webhook');
}

export function laneOf({ kind }: Effect): EffectLane {
  return kind === 'webhook' ? 'webhooks' : 'phones';
}
