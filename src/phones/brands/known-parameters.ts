import { KEY_KINDS, type Key, type KeyKind } from '../../desk/model';
import type { Account, Brand, Model, PhoneConfig } from './brand';

const ACCOUNT: Account = {
  user: '1001',
  authUser: '1001',
  secret: 'secret',
  server: 'pbx.example.com',
  port: 5060,
  transport: 'udp',
  displayName: 'Name',
  voicemailNumber: '*97',
};

/**
 * Whether a config of this brand, logged in or out and for any of its models, holds a parameter of this name. The numbers
 * in it do not matter: `account.9.label` is known where `account.1.label` is.
 */
export function createKnownParameters(
  brands: readonly Brand[],
): (brandId: string, parameter: string) => boolean {
  const namesOf = new Map<string, ReadonlySet<string>>();
  return (brandId, parameter) => {
    const brand = brands.find(({ id }) => id === brandId);
    if (!brand) return false;
    const names = namesOf.get(brandId) ?? parameterNames(brand);
    namesOf.set(brandId, names);
    return names.has(withoutNumbers(parameter));
  };
}

function parameterNames(brand: Brand): ReadonlySet<string> {
  const models = [...Object.values(brand.models), brand.unknownModel];
  const written = models.flatMap((model) =>
    // With each kind at each key in turn: a brand may have parameters that only one kind needs.
    [null, ACCOUNT].flatMap((account) =>
      KEY_KINDS.flatMap((kind) => [...brand.parameters(configOf(account, kind, model), model).keys()]),
    ),
  );
  const ofAdmin = Object.values(brand.adminParameters ?? {}).flatMap((parameters) => Object.keys(parameters));
  return new Set([...written, ...ofAdmin].map(withoutNumbers));
}

function withoutNumbers(parameter: string): string {
  return parameter.replace(/\d+/g, '#');
}

function configOf(account: Account | null, kind: KeyKind, model: Model): PhoneConfig {
  const key: Key = {
    kind,
    value: kind === 'url' || kind === 'login' ? 'https://pbx.example.com/' : '1002',
    label: 'Label',
  };
  return {
    account,
    lineKeys: Array.from({ length: model.lineKeys }, () => key),
    softKeys: Array.from({ length: model.softKeys }, () => key),
    provisioningUrl: 'https://pbx.example.com/provision/',
    provisioningLogin: { user: 'user', password: 'password' },
    pollMinutes: 60,
    timezone: 'Europe/Berlin',
    ntpServer: 'pool.ntp.org',
    language: 'de',
    phoneAdminPassword: 'password',
  };
}
