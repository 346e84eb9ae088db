import type { Session, Token } from '../../../src/desk/model';
import { freshPageToken } from '../../../src/desk/provisioning/tokens';
import type { RefusalCode } from '../../../src/desk/refusals';
import { type Mac, parseMac } from '../../../src/lib/mac';
import type { TestApp } from '../../test-app';

const TOKEN_KEY = Buffer.alloc(32, 7);

/** What somebody types at a phone. Without a token it is one that anybody gets who asks for the MAC. */
export interface Typed {
  readonly mac: Mac;
  readonly address: string;
  readonly extension: string;
  readonly password: string;
  readonly token?: Token;
}

export function macOf(number: number): Mac {
  const mac = parseMac((0x0050_5800_0000 + number).toString(16).padStart(12, '0'));
  if (!mac) throw new Error(`no MAC: ${number}`);
  return mac;
}

/** Adds a phone, as its first fetch does. */
export async function addPhone(app: TestApp, mac: Mac, address: string): Promise<void> {
  const lastSeen = { at: 0, address };
  await app.store.recordPhone({ mac, brand: 'sangoma', model: 's500', firmware: null, lastSeen });
}

/** Tries a login: `in`, or the code of the refusal. */
export async function tryToLogIn(app: TestApp, typed: Typed): Promise<'in' | RefusalCode> {
  const token = typed.token ?? freshPageToken({ tokenKey: TOKEN_KEY }, typed.mac);
  const outcome = await app.desk.logIn({ ...typed, token, via: 'internal' });
  return 'refused' in outcome ? outcome.refused : 'in';
}

/** Makes a phone known at this address: the extension was logged in there, verified, and out. */
export async function makeKnown(
  app: TestApp,
  mac: Mac,
  address: string,
  extension: string,
): Promise<Session> {
  await addPhone(app, mac, address);
  const by = { actor: 'key test', address: null };
  const outcome = await app.desk.logInByRest({ mac, extension, via: 'internal', trustAddress: address, by });
  if ('refused' in outcome) throw new Error(`refused: ${outcome.refused}`);
  await app.db('hotdesk_sessions').where({ id: outcome.id }).update({ verified_at: outcome.requestedAt });
  await app.desk.logOutFor(mac, by);
  const session = await app.store.session(outcome.id);
  if (!session) throw new Error('the session is gone');
  return session;
}
