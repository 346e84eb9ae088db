import type { z } from 'zod';
import type { Desk } from '../../desk/desk';
import type { Session } from '../../desk/model';
import { isRefusal } from '../../desk/refusals';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, problemOfRefusal } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { toSessionResponse } from '../sessions/schema';
import { PHONE_PATH, PHONES_TAG, phoneParams } from './routes';
import { loginSchema, sessionAtPhoneResponse } from './schema';

interface LoginDeps {
  readonly store: Pick<AdminStore, 'phone'>;
  readonly desk: Pick<Desk, 'logInByRest' | 'logOutFor'>;
}

export function loginOperations(deps: LoginDeps): Operation[] {
  return [logInAtPhone(deps), logOutAtPhone(deps)];
}

function logInAtPhone({ store, desk }: LoginDeps): Operation {
  return defineOperation({
    method: 'post',
    path: `${PHONE_PATH}/login`,
    scope: 'operate',
    id: 'logIn',
    tag: PHONES_TAG,
    summary: 'Log an extension in at a phone',
    description:
      'First logs out the current user of the phone, and the extension at any other phone. Logging in the same ' +
      'extension again changes nothing and answers the same session.',
    params: phoneParams,
    body: loginSchema,
    reply: sessionAtPhoneResponse,
    problems: [
      'unknown-phone',
      'unknown-extension',
      'no-sip-account',
      'pbx-incomplete',
      'technology-not-available',
      'address-not-set',
      'phone-not-trusted',
    ],
    async answer({ params: { mac }, body: { extension, via, trust }, caller }) {
      const known = await store.phone(mac);
      if (!known) return createProblem('unknown-phone');
      if (isSettled(known.session, { extension, via })) return { session: toSessionResponse(known.session) };
      const session = await desk.logInByRest({
        mac,
        extension,
        via,
        trustAddress: trust?.address ?? null,
        by: caller,
      });
      return isRefusal(session) ? problemOfRefusal(session) : { session: toSessionResponse(session) };
    },
  });
}

/**
 * Whether this login has already reached its phone. Without this check, a phone that has changed its address since
 * would get a new login.
 */
function isSettled(
  session: Session | null,
  { extension, via }: Pick<z.output<typeof loginSchema>, 'extension' | 'via'>,
): session is Session {
  return session?.extension === extension && session.via === via && session.state !== 'requested';
}

function logOutAtPhone({ desk }: LoginDeps): Operation {
  return defineOperation({
    method: 'post',
    path: `${PHONE_PATH}/logout`,
    scope: 'operate',
    id: 'logOut',
    tag: PHONES_TAG,
    summary: 'Log out a phone',
    description: 'Answers the ended session; null when nobody was logged in.',
    params: phoneParams,
    reply: sessionAtPhoneResponse,
    problems: ['unknown-phone'],
    async answer({ params: { mac }, caller }) {
      const session = await desk.logOutFor(mac, caller);
      if (!isRefusal(session)) return { session: toSessionResponse(session) };
      return session.refused === 'not-logged-in' ? { session: null } : problemOfRefusal(session);
    },
  });
}
