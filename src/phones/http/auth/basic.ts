import { type LoginVerdict, loginsMatch, MAX_HEADER_CHARACTERS, type ProvisioningLogin } from './login';

export const BASIC_CHALLENGE = 'Basic realm="Hotdesk", charset="UTF-8"';

const BASIC = /^Basic +(?<text>[A-Za-z0-9+/=]+) *$/i;

/** Checks an `Authorization` header of HTTP basic (RFC 7617). */
export function verifyBasic(header: string | undefined, login: ProvisioningLogin): LoginVerdict {
  if (header === undefined) return 'missing';
  const text = header.length > MAX_HEADER_CHARACTERS ? undefined : BASIC.exec(header)?.groups?.text;
  if (text === undefined) return 'wrong';
  const [user = '', ...password] = Buffer.from(text, 'base64').toString('utf8').split(':');
  return loginsMatch({ user, password: password.join(':') }, login) ? 'right' : 'wrong';
}
