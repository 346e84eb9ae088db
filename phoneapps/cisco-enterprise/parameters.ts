import type { Key } from '../../src/desk/model';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { timeZoneName } from './time-zones';

const SERVER = 'devicePool/callManagerGroup/members/member[0]/callManager';
const CLOCK = 'devicePool/dateTimeSetting';
const TRANSPORT = { tcp: '1', udp: '2', tls: '3' } as const;
const FEATURE = { line: '9', speedDial: '2', service: '20', lamp: '21' };
/** A logged-out phone shows the login page by itself after so many idle seconds. */
const IDLE_SECONDS = 30;

/** The whole config. The phone forgets what its file leaves out, so unused buttons are not written. */
export function enterpriseParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  const set = (name: string, value: string) => parameters.set(name, value);
  const { account } = config;
  const logins = [...config.lineKeys, ...config.softKeys].filter(({ kind }) => kind === 'login');
  set('fullConfig', 'true');
  set('deviceProtocol', 'SIP');
  writeClock(set, config);
  writeServer(set, config);
  set('sipProfile/sipProxies/registerWithProxy', 'true');
  set('sipProfile/phoneLabel', account?.displayName ?? '');
  writeButtons(set, config, model);
  set('sipProfile/voipControlPort', '5060');
  set('commonProfile/phonePassword', config.phoneAdminPassword ?? '');
  // Empty: the phone keeps its firmware.
  set('loadInformation', '');
  if (config.language !== null) set('userLocale/name', config.language);
  set('deviceSecurityMode', '1');
  set('authenticationURL', '');
  set('directoryURL', '');
  set('messagesURL', '');
  set('servicesURL', logins[0]?.value ?? '');
  set('idleURL', account === null ? (logins[0]?.value ?? '') : '');
  set('idleTimeout', account === null ? String(IDLE_SECONDS) : '0');
  set('transportLayerProtocol', TRANSPORT[account?.transport ?? 'udp']);
  writeServices(set, logins);
  return parameters;
}

type Set = (name: string, value: string) => void;

function writeClock(set: Set, { timezone, ntpServer }: PhoneConfig): void {
  const zone = readTimeZone(timezone);
  const name = zone && timeZoneName(zone.standardOffset, zone.hasSummerTime);
  set(`${CLOCK}/dateTemplate`, 'D/M/Y');
  set(`${CLOCK}/timeZone`, name ?? 'Greenwich Standard Time');
  set(`${CLOCK}/ntps/ntp/name`, ntpServer);
  set(`${CLOCK}/ntps/ntp/ntpMode`, 'Unicast');
}

/** A logged-out phone needs the server too, because it may accept a NOTIFY only from this address. */
function writeServer(set: Set, { account, provisioningUrl }: PhoneConfig): void {
  const port = String(account?.port ?? 5060);
  const host = provisioningUrl === null ? '' : new URL(provisioningUrl).hostname.replace(/^\[|\]$/g, '');
  set(`${SERVER}/ports/sipPort`, port);
  set(`${SERVER}/ports/securedSipPort`, port);
  set(`${SERVER}/processNodeName`, account?.server ?? host);
}

function writeButtons(set: Set, { account, lineKeys }: PhoneConfig, model: Model): void {
  // A phone with a single button uses it for the line.
  if (account && model.lineKeys === 0) writeLine(set, 1, account, '');
  const line = lineKeys.findIndex(({ kind }) => kind === 'line');
  for (const [index, key] of lineKeys.entries()) {
    if (key.kind !== 'line') writeButton(set, index + 1, key, account);
    else if (account && index === line) writeLine(set, index + 1, account, key.label);
  }
}

function writeLine(set: Set, button: number, account: Account, label: string): void {
  const at = `sipProfile/sipLines/line[${button}]`;
  set(`${at}/featureID`, FEATURE.line);
  set(`${at}/featureLabel`, label || account.user);
  set(`${at}/proxy`, 'USECALLMANAGER');
  set(`${at}/port`, String(account.port));
  set(`${at}/name`, account.user);
  set(`${at}/displayName`, account.displayName);
  set(`${at}/autoAnswer/autoAnswerEnabled`, '2');
  set(`${at}/callWaiting`, '3');
  set(`${at}/authName`, account.authUser);
  set(`${at}/authPassword`, account.secret);
  set(`${at}/contact`, account.user);
  set(`${at}/sharedLine`, 'false');
  set(`${at}/messageWaitingLampPolicy`, '1');
  set(`${at}/messagesNumber`, account.voicemailNumber);
}

function writeButton(set: Set, button: number, key: Key, account: Account | null): void {
  const at = `sipProfile/sipLines/line[${button}]`;
  const write = (feature: string, element: string, value: string) => {
    set(`${at}/featureID`, feature);
    set(`${at}/featureLabel`, key.label);
    set(`${at}/${element}`, value);
  };
  switch (key.kind) {
    case 'login':
    case 'url':
      write(FEATURE.service, 'serviceURI', key.value);
      break;
    case 'speed-dial':
    case 'intercom':
      write(FEATURE.speedDial, 'speedDialNumber', key.value);
      break;
    case 'voicemail':
      write(FEATURE.speedDial, 'speedDialNumber', key.value || (account?.voicemailNumber ?? ''));
      break;
    case 'blf':
    case 'park':
      write(FEATURE.lamp, 'speedDialNumber', key.value);
      set(`${at}/featureOptionMask`, '1');
      break;
    // Do-not-disturb and forwarding are soft keys of the phone; the caller writes lines.
    case 'dnd':
    case 'forward':
    case 'line':
    case 'none':
      break;
  }
}

/** The Services menu of newer firmware. Old firmware opens `servicesURL` instead. */
function writeServices(set: Set, logins: readonly Key[]): void {
  set('phoneServices/provisioning', '2');
  for (const [index, { label, value }] of logins.entries()) {
    const at = `phoneServices/phoneService[${index + 1}]`;
    set(`${at}/name`, label);
    set(`${at}/url`, value);
    set(`${at}/vendor`, '');
    set(`${at}/version`, '');
  }
}
