import { uriHost } from '../../src/lib/ip';
import type { PhoneConfig } from '../../src/phones/brands/brand';
import { urlWithLogin } from '../../src/phones/brands/url-login';

/** The first handset: whoever is logged in at the base has it. The others are none of our business. */
export const HANDSET = '00001';

const TRANSPORT = { udp: '1', tcp: '2', tls: '3' } as const;

/** Everything that a base station is told. Handsets are left as they are. */
export function writeBaseStation(parameters: Map<string, string>, config: PhoneConfig): void {
  const { account } = config;
  const set = (name: string, value: string) => parameters.set(name, value);
  const server = account ? uriHost(account.server) : '';
  const port = account ? String(account.port) : '5060';
  const transport = account?.transport ?? 'udp';
  set('SipProvider.0.Domain', server);
  set('SipProvider.0.ProxyServerAddress', server);
  set('SipProvider.0.ProxyServerPort', port);
  set('SipProvider.0.RegServerAddress', server);
  set('SipProvider.0.RegServerPort', port);
  set('SipProvider.0.TransportProtocol', TRANSPORT[transport]);
  set('SipProvider.0.UseSIPS', '0');
  set(`SipAccount.${HANDSET}.ProviderId`, '0');
  set(`SipAccount.${HANDSET}.UserName`, account?.user ?? '');
  set(`SipAccount.${HANDSET}.AuthName`, account?.authUser ?? '');
  set(`SipAccount.${HANDSET}.AuthPassword`, account?.secret ?? '');
  set(`SipAccount.${HANDSET}.DisplayName`, account?.displayName ?? '');
  set(`SipAccount.${HANDSET}.VoiceMailMailbox`, account?.voicemailNumber ?? '');
  set(`SipAccount.${HANDSET}.VoiceMailActive`, account ? '1' : '0');
  set('DmGlobal.0.NtpServer', config.ntpServer);
  set('DmGlobal.0.TimeZone', config.timezone);
  if (config.phoneAdminPassword !== null) set('WebUIAccounts.1.Password', config.phoneAdminPassword);
  const url = urlWithLogin(config);
  if (url !== null) set('Provisioning.global.ProvisioningServer', url.replace(/\/$/, ''));
}
