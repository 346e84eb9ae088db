import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';
import { MODELS, UNKNOWN_MODEL } from './models';

const VERSION = '9.4.2';
/** The `proxy` value of a line that uses the server in `callManagerGroup`. */
const BY_GROUP = 'USECALLMANAGER';
const SERVER = 'devicePool/callManagerGroup/members/member[0]/callManager';
const KINDS: ReadonlyMap<string, string> = new Map([
  ['9', 'line'],
  ['2', 'speed-dial'],
  ['21', 'blf'],
]);

/**
 * The phone requests lists of trusted certificates, which we do not have, and then its own file, which is its whole config.
 * Its browser tells only the model, in the header `x-CiscoIPPhoneModelName`.
 */
export const ciscoEnterpriseProfile: DeviceProfile = {
  userAgent: () => 'Allegro-Software-WebClient/4.34',
  pageHeaders: (model) => ({ 'x-CiscoIPPhoneModelName': nameOf(model) }),
  sipUserAgent: (model) => `Cisco-${nameOf(model).replace('-', '')}/${VERSION}`,
  boot(_model, mac) {
    const device = `SEP${mac.toUpperCase()}`;
    const lists = [`CTL${device}.tlv`, `ITL${device}.tlv`, 'ITLFile.tlv'];
    return [
      ...lists.map((file) => ({ file, takes: false, whenFound: 'go-on' as const })),
      { file: `${device}.cnf.xml`, takes: true, whenFound: 'go-on' },
    ];
  },
  fetchesUrlItself: false,
  reads: 'cnf-xml',
  keepsAbsent: false,
  skipsUnchanged: false,
  read: (parameters, model) => ({
    accounts: readAccounts(parameters, model),
    keys: readKeys(parameters, model),
    provisioningUrl: null,
    pollMinutes: null,
  }),
  // The phone accepts a NOTIFY only from the server in its config.
  onNotify: (event, parameters) =>
    event === 'check-sync' && (parameters.get(`${SERVER}/processNodeName`) ?? '') !== ''
      ? 'reboot'
      : 'ignore',
};

function nameOf(model: string): string {
  return `CP-${model}${model.startsWith('79') ? 'G' : ''}`;
}

/** The buttons in the file, each with a reader of its settings. */
function buttonsIn(parameters: Parameters): { button: number; value: (name: string) => string }[] {
  return [...parameters.keys()].flatMap((path) => {
    const [, number] = /^sipProfile\/sipLines\/line\[(\d+)\]\/featureID$/.exec(path) ?? [];
    if (number === undefined) return [];
    const value = (name: string) => parameters.get(`sipProfile/sipLines/line[${number}]/${name}`) ?? '';
    return [{ button: Number(number), value }];
  });
}

function readAccounts(parameters: Parameters, model: string): AccountReading[] {
  const lines = buttonsIn(parameters).filter(({ value }) => value('featureID') === '9');
  const { accounts } = MODELS[model] ?? UNKNOWN_MODEL;
  return Array.from({ length: accounts }, (_, index) =>
    readAccount(parameters, lines[index]?.value ?? (() => '')),
  );
}

function readAccount(parameters: Parameters, value: (name: string) => string): AccountReading {
  const transport = parameters.get('transportLayerProtocol');
  const isByGroup = value('proxy') === BY_GROUP;
  const port = parameters.get(`${SERVER}/ports/${transport === '3' ? 'securedSipPort' : 'sipPort'}`);
  const user = value('name');
  return {
    enabled: user !== '',
    register: user !== '' && parameters.get('sipProfile/sipProxies/registerWithProxy') === 'true',
    user,
    authUser: value('authName'),
    secret: value('authPassword'),
    server: isByGroup ? (parameters.get(`${SERVER}/processNodeName`) ?? '') : value('proxy'),
    port: Number((isByGroup ? port : value('port')) || '5060'),
    transport: transport === '1' ? 'tcp' : transport === '3' ? 'tls' : 'udp',
    displayName: value('displayName'),
    voicemailNumber: value('messagesNumber'),
  };
}

/** The buttons, and the entries of the Services menu that no button opens. */
function readKeys(parameters: Parameters, model: string): KeyReading[] {
  const buttons = buttonsIn(parameters).map(({ button, value }): KeyReading => {
    const slot = `line ${button}`;
    const label = value('featureLabel');
    const feature = value('featureID');
    const opens = feature === '20' ? value('serviceURI') : null;
    const kind = opens === null ? (KINDS.get(feature) ?? feature) : 'login';
    return { slot, kind, label, value: opens ?? value(feature === '9' ? 'name' : 'speedDialNumber'), opens };
  });
  const onButtons = new Set(buttons.map(({ opens }) => opens));
  // Where the phone has a single button, it is the line and takes no key.
  const { lineKeys } = MODELS[model] ?? UNKNOWN_MODEL;
  return [
    ...(lineKeys === 0 ? [] : buttons),
    ...readServices(parameters).filter(({ opens }) => !onButtons.has(opens)),
  ];
}

function readServices(parameters: Parameters): KeyReading[] {
  return [1, 2].flatMap((place) => {
    const at = `phoneServices/phoneService[${place}]`;
    const opens = parameters.get(`${at}/url`);
    if (opens === undefined || opens === '') return [];
    const label = parameters.get(`${at}/name`) ?? '';
    return [{ slot: `service ${place}`, kind: 'login', label, value: opens, opens }];
  });
}
