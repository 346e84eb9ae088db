import type { SipEndpoint } from '../desk/ports/asterisk';
import type { AmiConnection } from './connection';
import { AmiRefused } from './errors';
import { field } from './message';
import { checkedEndpoint, parseHostPort } from './values';

const TECHNOLOGY = {
  pjsip: { prefix: 'PJSIP/', address: 'CHANNEL(pjsip,remote_addr)' },
  sip: { prefix: 'SIP/', address: 'CHANNEL(recvip)' },
} as const;

/** The address of the phone in each call of an endpoint; empty where Asterisk does not say it. */
export async function callsOf(
  ami: Pick<AmiConnection, 'action' | 'list'>,
  { endpoint, technology }: SipEndpoint,
): Promise<readonly string[]> {
  const { prefix, address } = TECHNOLOGY[technology];
  const begin = `${prefix}${checkedEndpoint(endpoint)}-`;
  const items = await ami.list({ action: 'CoreShowChannels' });
  const channels = items.map((item) => field(item, 'Channel')).filter((name) => name.startsWith(begin));
  const found = await Promise.all(channels.map((channel) => addressOf(ami, channel, address)));
  return found.filter((each) => each !== null);
}

/** Null for a channel that is gone by now. */
async function addressOf(
  ami: Pick<AmiConnection, 'action'>,
  channel: string,
  variable: string,
): Promise<string | null> {
  try {
    const said = field(
      await ami.action({ action: 'Getvar', headers: { Channel: channel, Variable: variable } }),
      'Value',
    );
    return parseHostPort(said)?.address ?? said;
  } catch (error) {
    if (error instanceof AmiRefused && /no such channel/i.test(error.reason)) return null;
    throw error;
  }
}
