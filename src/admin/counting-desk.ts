import type { Desk } from '../desk/desk';
import type { Session } from '../desk/model';
import { isRefusal, type Refusal } from '../desk/refusals';
import type { HotdeskMetrics, LoginDoor } from './metrics';

/** The same desk, whose logins and fetches are counted at whatever door they come in. */
export function countingDesk(desk: Desk, metrics: Pick<HotdeskMetrics, 'countLogin' | 'countFetch'>): Desk {
  const counted = async (door: LoginDoor, login: Promise<Session | Refusal>): Promise<Session | Refusal> => {
    const outcome = await login;
    metrics.countLogin(door, isRefusal(outcome) ? outcome.refused : 'ok');
    return outcome;
  };
  return {
    ...desk,
    logIn: (request) => counted('phone', desk.logIn(request)),
    logInByRest: (request) => counted('rest', desk.logInByRest(request)),
    async serve(request, settings) {
      const serving = await desk.serve(request, settings);
      metrics.countFetch(request.brand, serving.kind);
      return serving;
    },
  };
}
