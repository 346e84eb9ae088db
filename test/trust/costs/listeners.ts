import { MAX_BODY_BYTES } from '../../../src/admin/http/limit-bodies';
import { MAX_MESSAGE_BYTES } from '../../../src/phones/provisioning/protocols/router';
import { type AdminTestApp, openAdmin } from '../../admin/support';
import { ENCRYPTOR, openTestApp, type TestApp } from '../../test-app';
import { S500 } from '../phone-requests';
import { sendPipelined } from '../pipeline';
import { MAX_HEADER, type Parser } from './parsers';

/** The servers that strangers reach. */
export interface Servers {
  readonly phones: TestApp;
  /** Behind a proxy, and with an HTTP login for files. */
  readonly behindProxy: TestApp;
  readonly admin: AdminTestApp;
  /** The path of the login app of a phone that is logged out: anybody gets one. */
  readonly appPath: string;
  close(): Promise<void>;
}

export async function openServers(): Promise<Servers> {
  const phones = await openTestApp();
  const login = { provisioningUser: 'phones', provisioningPassword: ENCRYPTOR.encrypt('secret') };
  const behindProxy = await openTestApp(
    { provisioningAuth: 'digest', ...login },
    { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] },
  );
  const admin = await openAdmin();
  const { body } = await phones.get(FILE, '127.0.0.5', { 'User-Agent': S500 });
  const appPath = /\/apps\/[\w-]+\/i/.exec(body)?.[0];
  if (appPath === undefined) throw new Error(`no login app in ${body}`);
  return {
    phones,
    behindProxy,
    admin,
    appPath,
    async close() {
      await Promise.all([phones.close(), behindProxy.close(), admin.close()]);
    },
  };
}

/** A request of a stranger with a text in it; the cost is that of the whole request. */
export interface StrangersRequest {
  readonly name: string;
  readonly limit: number;
  readonly to: 'phones' | 'behindProxy' | 'admin';
  /** The raw request. */
  write(text: string, servers: Servers): string;
}

const FILE = '/provision/cfg005058000001.xml';
/** Leaves room for the rest of the request. */
const IN_HEAD = MAX_HEADER - 1_000;

const inHeader = (text: string) =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/(?!\t)\p{Cc}/gu, '')
    .slice(0, IN_HEAD);
const inUrl = (text: string) =>
  text
    .replace(
      /[^!-~]|[#%]/g,
      (character) => `%${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`,
    )
    .slice(0, IN_HEAD);

/** @param lines headers, and then a body */
function request(line: string, lines: Readonly<Record<string, string>> = {}, text = ''): string {
  const body = Buffer.from(text, 'utf8').toString('latin1');
  const all = Object.entries({
    Host: 'x',
    'User-Agent': S500,
    ...lines,
    ...(text === '' ? {} : { 'Content-Length': String(body.length) }),
  });
  return `${line} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

const withHeader =
  (name: string, start = '') =>
  (text: string) =>
    request(`GET ${FILE}`, { [name]: start + inHeader(text) });
const patchSettings = (lines: Readonly<Record<string, string>>) => (text: string) =>
  request('PATCH /api/v1/settings', { 'Content-Type': 'application/json', ...lines }, `{"a":${text}`);
const WRONG_KEY = { Authorization: 'Bearer hd_wrong' };

const head = (
  name: string,
  to: StrangersRequest['to'],
  write: StrangersRequest['write'],
): StrangersRequest => ({ name, limit: IN_HEAD, to, write });

export const STRANGERS_REQUESTS: readonly StrangersRequest[] = [
  head('GET of a file: its name', 'phones', (text) => request(`GET /provision/${inUrl(text)}`)),
  head('GET of a file: User-Agent', 'phones', withHeader('User-Agent', 'Sangoma S500 ')),
  head('GET of a file: Host', 'phones', withHeader('Host', 'a')),
  head('GET of a file: many headers', 'phones', (text) =>
    request(
      `GET ${FILE}`,
      Object.fromEntries(
        inHeader(text)
          .match(/.{1,8}/g)
          ?.map((part, index) => [`X${index}`, part]) ?? [],
      ),
    ),
  ),
  head('GET of a file: X-Forwarded-For', 'behindProxy', withHeader('X-Forwarded-For', '10.0.0.1,')),
  head('GET of a file: X-Forwarded-For, proxies only', 'behindProxy', (text) =>
    request(`GET ${FILE}`, { 'X-Forwarded-For': '10.0.0.1,'.repeat(text.length / 9) }),
  ),
  head('GET of a file: Authorization', 'behindProxy', withHeader('Authorization', 'Digest username="')),
  head('login form: its query', 'phones', (text, { appPath }) => {
    const half = inUrl(text).slice(0, IN_HEAD / 2);
    return request(`GET ${appPath}/login?extension=${half}&password=${half}`);
  }),
  head('login form: many parameters', 'phones', (text, { appPath }) =>
    request(`GET ${appPath}?step=login%3F${inUrl(text).replace(/.{3}/g, '$&&')}`.slice(0, IN_HEAD)),
  ),
  head('screen: Accept-Language', 'phones', (text, { appPath }) =>
    request(`GET ${appPath}`, { 'Accept-Language': inHeader(text) }),
  ),
  {
    name: 'POST to a provisioning service',
    limit: MAX_MESSAGE_BYTES / 2,
    to: 'phones',
    write: (text) =>
      request(
        'POST /DeploymentService/LoginService',
        {},
        `<WorkpointMessage><Message nonce="${text}">x</Message></WorkpointMessage>`,
      ),
  },
  {
    name: 'POST to a provisioning service, 100 kB',
    limit: 100_000,
    to: 'phones',
    write: (text) =>
      request(
        'POST /DeploymentService/LoginService',
        {},
        `<WorkpointMessage><Message nonce="${text}"><ReasonForContact>start-up</ReasonForContact></Message></WorkpointMessage>`,
      ),
  },
  {
    name: 'PUT of a log',
    limit: 500_000,
    to: 'phones',
    write: (text) => request('PUT /provision/005058000001-boot.log', {}, text),
  },
  head('admin API: path', 'admin', (text) => request(`GET /api/v1/${inUrl(text)}`)),
  head('admin API: query', 'admin', (text) => request(`GET /api/v1/phones?${inUrl(text)}`, WRONG_KEY)),
  head('admin API: Authorization', 'admin', withHeader('Authorization', 'Bearer ')),
  { name: 'admin API: body without a key', limit: MAX_BODY_BYTES / 2, to: 'admin', write: patchSettings({}) },
  {
    name: 'admin API: body with a wrong key',
    limit: MAX_BODY_BYTES / 2,
    to: 'admin',
    write: patchSettings(WRONG_KEY),
  },
];

let serial = 0;

/** The request as a parser of its text. Each comes from an address of its own: a limit of requests is not the subject. */
export function parserOf(each: StrangersRequest, servers: Servers): Pick<Parser, 'prepare'> {
  return {
    prepare(text) {
      const raw = each.write(text, servers);
      return async () => {
        serial += 1;
        await sendPipelined(servers[each.to].port, `127.9.${serial % 250}.${(serial >> 8) + 1}`, [raw]);
      };
    },
  };
}
