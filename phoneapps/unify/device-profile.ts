import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';

const SOFTWARE = 'V3 R5.12.0';
const KEY_KINDS: Readonly<Record<string, string>> = {
  '1': 'speed-dial',
  '6': 'forward',
  '25': 'dnd',
  '59': 'blf',
  '60': 'login',
};
const STARTS_APPLICATION = '60';
/** The numbers of the applications that a phone can hold. */
const APPLICATIONS = Array.from({ length: 20 }, (_, place) => place + 1);

/** An XML application that is set on the phone. */
interface Application {
  readonly name: string;
  readonly title: string;
  readonly url: string;
}

/** The item that holds the number to dial or watch, by key function. */
const NUMBER_OF: Readonly<Record<string, string>> = {
  '1': 'select-dial',
  '6': 'forwarding-dest',
  '59': 'stimulus-led-control-uri',
};
const KEY = /^function-key-def\[(\d+)\]$/;

/**
 * An OpenStage or OpenScape Desk Phone. It requests no file: the provisioning service sends it the items of our config file.
 * Items that are not sent keep their values (Provisioning Interface, Developer's Guide, 3.6.4). No NOTIFY starts this.
 */
export const unifyProfile: DeviceProfile = {
  userAgent: () => 'DlsClient',
  sipUserAgent: (model) => `${titled(model).replaceAll(' ', '_')}_${SOFTWARE} SIP`,
  protocolIdentity: (model) => ({ model: titled(model), firmware: SOFTWARE }),
  boot: (_model, mac) => [{ file: `${mac}_config.xml`, takes: true, whenFound: 'stop' }],
  fetchesUrlItself: false,
  reads: 'dls-items',
  keepsAbsent: true,
  skipsUnchanged: false,
  read: (items) => ({
    accounts: [readAccount(items)],
    keys: readKeys(items),
    provisioningUrl: null,
    pollMinutes: null,
  }),
  onNotify: () => 'ignore',
};

/** The model as the phone names it: `OpenStage 60`, `OpenScape Desk Phone IP 55G`. */
function titled(model: string): string {
  const [, number] = /^openstage-(.+)$/.exec(model) ?? [];
  if (number !== undefined) return `OpenStage ${number.toUpperCase()}`;
  return `OpenScape Desk Phone ${model.toUpperCase().replaceAll('-', ' ')}`;
}

/** Reads the account. Without a number or a registrar, the phone does not register. */
function readAccount(items: Parameters): AccountReading {
  const value = (name: string) => {
    const said = items.get(name) ?? '';
    return said === 'NULL' ? '' : said;
  };
  const transport = value('sip-transport-user');
  const isOn = value('e164') !== '' && value('registrar-addr') !== '';
  return {
    enabled: isOn,
    register: isOn,
    user: value('e164'),
    authUser: value('sip-user-id'),
    secret: items.get('sip-pwd') ?? '',
    server: value('registrar-addr'),
    port: Number(value('registrar-port') || '5060'),
    transport: transport === '1' ? 'tcp' : transport === '2' ? 'tls' : 'udp',
    displayName: items.get('display-id-unicode') ?? '',
    voicemailNumber: value('voice-mail-e164'),
  };
}

/** The keys, and the applications that no key starts: users find those in the phone's menu. */
function readKeys(items: Parameters): KeyReading[] {
  const applications = APPLICATIONS.flatMap((place) => readApplication(items, place));
  const keys = [...items]
    .flatMap(([name, id]) => {
      const place = KEY.exec(name)?.[1];
      return place === undefined ? [] : [readKey(items, place, id, applications)];
    })
    .filter(({ kind }) => kind !== 'none');
  const inMenu = applications.filter(({ url }) => keys.every(({ opens }) => opens !== url));
  return [
    ...keys,
    ...inMenu.map(({ title, url }) => ({
      slot: 'menu',
      kind: 'login',
      label: title,
      value: url,
      opens: url,
    })),
  ];
}

function readApplication(items: Parameters, place: number): Application[] {
  const value = (name: string) => items.get(`XML-app-${name}[${place}]`) ?? '';
  const [host, port, program] = [value('server-addr'), value('server-port'), value('program-name')];
  if (value('action') !== 'update' || [value('name'), host, port, program].includes('')) return [];
  const scheme = value('transport') === '1' ? 'https' : 'http';
  return [
    { name: value('name'), title: value('display-name'), url: `${scheme}://${host}:${port}/${program}` },
  ];
}

function readKey(
  items: Parameters,
  place: string,
  id: string,
  applications: readonly Application[],
): KeyReading {
  const value = (name: string) => items.get(`${name}[${place}]`) ?? '';
  const started = applications.find(({ name }) => name === value('FPK-app-name'));
  const opens = id === STARTS_APPLICATION ? (started?.url ?? null) : null;
  if (id === STARTS_APPLICATION && opens === null)
    return { slot: `line ${place}`, kind: 'none', label: '', value: '', opens };
  return {
    slot: `line ${place}`,
    kind: KEY_KINDS[id] ?? 'none',
    label: value('key-label-unicode'),
    value: opens ?? value(NUMBER_OF[id] ?? ''),
    opens,
  };
}
