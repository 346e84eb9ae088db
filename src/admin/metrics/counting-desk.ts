import type { Desk } from '../../desk/desk';
import type { Session } from '../../desk/model';
import { isRefusal, type Refusal } from '../../desk/refusals';
import type { HotdeskMetrics, LoginChannel } from './metrics';

/** Wraps the desk and counts logins and fetches. */
export function countingDesk(desk: Desk, metrics: Pick<HotdeskMetrics, 'countLogin' | 'countFetch'>): Desk {
  const counted = async <Begun extends Session>(
    channel: LoginChannel,
    login: Promise<Begun | Refusal>,
  ): Promise<Begun | Refusal> => {
    const outcome = await login;
    metrics.countLogin(channel, isRefusal(outcome) ? outcome.refused : 'ok');
    return outcome;
  };
  return {
    ...desk,
    logIn: (request) => counted('phone', desk.logIn(request)),
    logInByRest: (request) => counted('rest', desk.logInByRest(request)),
    async resolveConfig(request, settings) {
      const decision = await desk.resolveConfig(request, settings);
      metrics.countFetch(request.brand, decision.kind);
      return decision;
    },
  };
}
