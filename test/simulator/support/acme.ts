import type { Brand } from '../../../src/phones/brands/brand';
import type { DeviceProfile } from '../../../src/simulator/device-profile';

const KEYS = ['key1', 'key2', 'key3'];

/** A vendor that does not exist: key = value files, one account, three keys, pages of the Aastra family. */
export const ACME_PROFILE: DeviceProfile = {
  userAgent: (model, mac) => `Acme ${model} 1.0 ${mac}`,
  sipUserAgent: (model) => `Acme ${model} 1.0`,
  boot: (_, mac) => [
    { file: 'acme.boot', takes: false, whenFound: 'stop' },
    { file: 'common.cfg', takes: true, whenFound: 'go-on' },
    { file: `${mac}.cfg`, takes: true, whenFound: 'stop' },
    { file: 'fallback.cfg', takes: true, whenFound: 'stop' },
  ],
  fetchesUrlItself: false,
  reads: 'key-value',
  keepsAbsent: true,
  skipsUnchanged: false,
  read: (parameters) => {
    const value = (name: string) => parameters.get(name) ?? '';
    return {
      accounts: ['1', '2'].map((slot) => ({
        enabled: value(`account.${slot}.user`) !== '',
        user: value(`account.${slot}.user`),
        authUser: value(`account.${slot}.user`),
        secret: value(`account.${slot}.secret`),
        server: '127.0.0.1',
        port: Number(value('server.port')),
        transport: 'udp',
        displayName: value(`account.${slot}.name`),
        voicemailNumber: '',
        register: true,
      })),
      keys: KEYS.filter((slot) => value(`${slot}.type`) !== '').map((slot) => ({
        slot,
        kind: value(`${slot}.type`),
        label: value(`${slot}.label`),
        value: value(`${slot}.value`),
        opens: value(`${slot}.type`) === 'page' ? value(`${slot}.value`) : null,
      })),
      provisioningUrl: value('url') || null,
      pollMinutes: value('poll') === '' ? null : Number(value('poll')),
    };
  },
  onNotify: (event) => {
    if (event === 'check-sync;reboot=true') return 'reboot';
    return event === 'check-sync' ? 'reload' : 'ignore';
  },
};

/** The brand of such phones. */
export function acme(): Brand {
  const model = { accounts: 2, lineKeys: 3, softKeys: 0, apply: [], formFields: 2 };
  return {
    id: 'acme',
    name: 'Acme',
    identity: { ouis: ['020000'], userAgents: [], sipUserAgents: [] },
    files: [],
    configFile: (mac) => `${mac}.cfg`,
    keepsUrl: true,
    httpAuth: 'digest',
    models: { one: model },
    unknownModel: model,
    modelOf: (name) => name.toLowerCase(),
    format: 'key-value',
    contentType: 'text/plain',
    parameters: () => new Map(),
    screens: {
      dialect: 'aastra',
      prefix: '',
      numberedStyle: 'number',
      maxBytes: 10_000,
      maxMenuItems: 30,
      softKeys: { ok: 1, exit: 4 },
      contentType: 'text/xml',
    },
    sipPort: 5060,
    createdByRest: false,
  };
}

/** A config file of the brand. */
export function acmeFile(parameters: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${value}\n`);
  return `#!version:1.0.0.1\n${lines.join('')}`;
}
