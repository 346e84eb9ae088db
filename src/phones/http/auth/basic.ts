import { type ProvisioningLogin, sameLogin } from './login';
import { MOST_CHARACTERS, type Verdict } from './verdict';

export const BASIC_CHALLENGE = 'Basic realm="Hotdesk", charset="UTF-8"';

const BASIC = /^Basic +(?<text>[A-Za-z0-9+/=]+) *$/i;

/** Judges an `Authorization` header by RFC 7617. */
export function judgeBasic(header: string | undefined, login: ProvisioningLogin): Verdict {
  if (header === undefined) return 'nothing';
  const text = header.length > MOST_CHARACTERS ? undefined : BASIC.exec(header)?.groups?.text;
  if (text === undefined) return 'wrong';
  const [user = '', ...password] = Buffer.from(text, 'base64').toString('utf8').split(':');
  return sameLogin({ user, password: password.join(':') }, login) ? 'right' : 'wrong';
}
