import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';
import { slotNumbers } from '../../src/simulator/device-profile-helpers';
import { AASTRA_MODELS } from './models';

const LINES = 9;
/** The most keys of one family on any model. */
const KEYS = 55;
const TRANSPORTS: Readonly<Record<string, AccountReading['transport']>> = {
  '1': 'udp',
  '2': 'tcp',
  '4': 'tls',
};
const MINUTES_OF_A_DAY = 24 * 60;

const KINDS: Readonly<Record<string, string>> = {
  speeddial: 'speed-dial',
  icom: 'intercom',
  callforward: 'forward',
  // An `xml` key opens a page; login keys have this type.
  xml: 'login',
};

/** A 67xx, 68xx or 69xx: requests the common files, then its model's, then its own; each encrypted (`.tuz`) first. */
export const aastraProfile: DeviceProfile = {
  userAgent: (model, mac) => `${makerOf(model)}${model} MAC:${withDashes(mac)} V:${versionOf(model)}-SIP`,
  sipUserAgent: (model) =>
    makerOf(model) === 'Mitel'
      ? `Mitel-${model}-SIP/${versionOf(model)}`
      : `Aastra ${model}/${versionOf(model)}`,
  boot: (model, mac) =>
    ['startup', 'aastra', model || '6867i', mac.toUpperCase()].flatMap((name) => [
      { file: `${name}.tuz`, takes: false, whenFound: 'go-on' as const },
      { file: `${name}.cfg`, takes: true, whenFound: 'go-on' as const },
    ]),
  fetchesUrlItself: false,
  reads: 'colon-lines',
  // At each boot the phone reads all files; a setting that is in none of them returns to its factory value.
  keepsAbsent: false,
  skipsUnchanged: true,
  read: (parameters, model) => ({
    accounts: slotNumbers(LINES).map((slot) => readLine(parameters, slot)),
    keys: slotNumbers(KEYS)
      .map((place) => readKey(parameters, familyOf(model), place))
      .filter(({ kind }) => kind !== 'none'),
    provisioningUrl: readServer(parameters),
    provisioningLogin: {
      user: parameters.get('http digest username') ?? '',
      password: parameters.get('http digest password') ?? '',
    },
    pollMinutes: readPolling(parameters),
  }),
  onNotify: (event) => (/^check-sync(;|$)/.test(event) ? 'reboot' : 'ignore'),
};

/** The poll interval in minutes; 0 days or a missing value mean every day. */
function readPolling(parameters: Parameters): number | null {
  if (!['1', '3'].includes(parameters.get('auto resync mode') ?? '0')) return null;
  return Math.max(1, Number(parameters.get('auto resync days') ?? '0')) * MINUTES_OF_A_DAY;
}

/** The name at the start of its User-Agents: Mitel for 69xx, Aastra for older models. */
function makerOf(model: string): 'Mitel' | 'Aastra' {
  return model.startsWith('69') ? 'Mitel' : 'Aastra';
}

function versionOf(model: string): string {
  return makerOf(model) === 'Mitel' ? '6.4.0.140' : '4.1.0.128';
}

/** The key family that is read. Our config writes all families for an unlisted model, so one is enough. */
function familyOf(model: string): string {
  return AASTRA_MODELS[model]?.family ?? 'topsoftkey';
}

function readLine(parameters: Parameters, slot: number): AccountReading {
  const value = (name: string) => parameters.get(`sip line${slot} ${name}`) ?? '';
  const serverIn = (name: string) => (value(name) === '0.0.0.0' ? '' : value(name).replace(/^\[|\]$/g, ''));
  const user = value('user name');
  const register = serverIn('registrar ip') !== '' && user !== '';
  return {
    enabled: user !== '' && serverIn('proxy ip') !== '',
    register,
    user,
    authUser: value('auth name'),
    secret: value('password'),
    server: serverIn('registrar ip'),
    port: Number(value('registrar port') || '5060'),
    transport: TRANSPORTS[parameters.get('sip transport protocol') ?? '1'] ?? 'udp',
    displayName: value('display name'),
    voicemailNumber: value('vmail'),
  };
}

function readKey(parameters: Parameters, family: string, place: number): KeyReading {
  const said = (name: string) => parameters.get(`${family}${place} ${name}`) ?? '';
  const type = said('type') || 'none';
  return {
    slot: `${family}${place}`,
    kind: type === 'empty' ? 'none' : (KINDS[type] ?? type),
    label: said('label'),
    value: said('value').replace(/^asterisk;/, ''),
    opens: type === 'xml' ? said('value') : null,
  };
}

function readServer(parameters: Parameters): string | null {
  const protocol = parameters.get('download protocol')?.toLowerCase();
  if (protocol !== 'http' && protocol !== 'https') return null;
  const said = (name: string) => parameters.get(`${protocol} ${name}`) ?? '';
  if (said('server') === '') return null;
  const path = said('path') === '' ? '' : `${said('path')}/`;
  return `${protocol}://${said('server')}${said('port') === '' ? '' : `:${said('port')}`}/${path}`;
}

function withDashes(mac: string): string {
  return (mac.match(/../g) ?? []).join('-').toUpperCase();
}
