import type { SipEndpoint } from '../desk/ports/asterisk';
import type { AmiConnection } from './connection';
import { AmiRefused } from './errors';
import { amiHeader } from './message';
import { checkedEndpoint, parseHostPort } from './values';

const TECHNOLOGY = {
  pjsip: { prefix: 'PJSIP/', address: 'CHANNEL(pjsip,remote_addr)' },
  sip: { prefix: 'SIP/', address: 'CHANNEL(recvip)' },
} as const;

/** The address of the phone in each call of an endpoint; an empty string where Asterisk gives none. */
export async function readCallAddresses(
  ami: Pick<AmiConnection, 'action' | 'list'>,
  { endpoint, technology }: SipEndpoint,
): Promise<readonly string[]> {
  const { prefix, address } = TECHNOLOGY[technology];
  const prefixOfEndpoint = `${prefix}${checkedEndpoint(endpoint)}-`;
  const items = await ami.list({ action: 'CoreShowChannels', keep: ['channel'] });
  const channels = items
    .map((item) => amiHeader(item, 'Channel'))
    .filter((name) => name.startsWith(prefixOfEndpoint));
  const found = await Promise.all(channels.map((channel) => channelAddress(ami, channel, address)));
  return found.filter((each) => each !== null);
}

/** Null when the channel has ended. */
async function channelAddress(
  ami: Pick<AmiConnection, 'action'>,
  channel: string,
  variable: string,
): Promise<string | null> {
  try {
    const value = amiHeader(
      await ami.action({ action: 'Getvar', headers: { Channel: channel, Variable: variable } }),
      'Value',
    );
    return parseHostPort(value)?.address ?? value;
  } catch (error) {
    if (error instanceof AmiRefused && /no such channel/i.test(error.reason)) return null;
    throw error;
  }
}
