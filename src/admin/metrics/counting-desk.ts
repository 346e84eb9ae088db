import type { Desk } from '../../desk/desk';
import type { Session } from '../../desk/model';
import { isRefusal, type Refusal } from '../../desk/refusals';
import type { HotdeskMetrics, LoginChannel } from './metrics';

/** Wraps the desk and counts logins, logouts, fetches and phones that are turned away. */
export function countingDesk(
  desk: Desk,
  metrics: Pick<HotdeskMetrics, 'countLogin' | 'countLogout' | 'countFetch' | 'countTurnedAway'>,
): Desk {
  const counted = async <Begun extends Session>(
    channel: LoginChannel,
    login: Promise<Begun | Refusal>,
  ): Promise<Begun | Refusal> => {
    const outcome = await login;
    metrics.countLogin(channel, isRefusal(outcome) ? outcome.refused : 'ok');
    return outcome;
  };
  const countedLogout = async (
    channel: LoginChannel,
    logout: Promise<Session | Refusal>,
  ): Promise<Session | Refusal> => {
    const outcome = await logout;
    metrics.countLogout(channel, isRefusal(outcome) ? outcome.refused : 'ok');
    return outcome;
  };
  return {
    ...desk,
    logOut: (request) => countedLogout('phone', desk.logOut(request)),
    logOutFor: (mac, by, reason) => countedLogout('rest', desk.logOutFor(mac, by, reason)),
    async turnAway(phone) {
      metrics.countTurnedAway(phone.reason);
      await desk.turnAway(phone);
    },
    logIn: (request) => counted('phone', desk.logIn(request)),
    logInByRest: (request) => counted('rest', desk.logInByRest(request)),
    async resolveConfig(request, settings) {
      const decision = await desk.resolveConfig(request, settings);
      metrics.countFetch(request.brand, decision.kind);
      return decision;
    },
  };
}
