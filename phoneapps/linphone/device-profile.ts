import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile } from '../../src/simulator/device-profile';

/** Linphone requests its provisioning URL at every start, and no other file. */
export const linphoneProfile: DeviceProfile = {
  userAgent: () => 'Linphonec/5.1.65',
  sipUserAgent: () => 'Linphonec/5.1.65',
  boot: () => [{ file: 'linphone.xml', takes: true, whenFound: 'stop' }],
  fetchesUrlItself: true,
  reads: 'lpconfig',
  keepsAbsent: true,
  skipsUnchanged: false,
  read: (parameters) => ({
    accounts: [readAccount(parameters)],
    keys: [],
    provisioningUrl: parameters.get('misc/config-uri') ?? null,
    pollMinutes: null,
  }),
  onNotify: () => 'ignore',
};

function readAccount(parameters: Parameters): AccountReading {
  const value = (path: string) => parameters.get(path) ?? '';
  const [, ipv6, host = '', port, transport] =
    /<sip:(?:\[([^\]]+)\]|([^:;>]+))(?::(\d+))?(?:;transport=(\w+))?>/.exec(value('proxy_0/reg_proxy')) ?? [];
  const server = ipv6 ?? host;
  const [, displayName = '', user = ''] =
    /^"([^"]*)" <sip:([^@]+)@/.exec(value('proxy_0/reg_identity')) ?? [];
  const register = value('proxy_0/reg_sendregister') === '1';
  return {
    enabled: register && server !== '',
    user,
    authUser: value('auth_info_0/username'),
    secret: value('auth_info_0/passwd'),
    server,
    port: Number(port ?? '5060'),
    transport: transport === 'tcp' || transport === 'tls' ? transport : 'udp',
    displayName,
    voicemailNumber: '',
    register,
  };
}
