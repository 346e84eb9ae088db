import { errorCode } from '../lib/errors';
import type { SimulatedPhone } from './simulated-phone';

/** Where a phone is. */
export interface PhonePlace {
  readonly address: string;
  /** 0: any free one. */
  readonly sipPort: number;
}

/** How many addresses are tried, one after the other. */
const ADDRESSES = 40;

/** Loopback addresses from this one on, such as 127.0.0.21. */
export function addressesFrom(first: string): string[] {
  const [, network = '', last = ''] = /^(127\.\d+\.\d+\.)(\d+)$/.exec(first) ?? [];
  return Array.from({ length: ADDRESSES }, (_, index) => `${network}${Number(last) + index}`);
}

/**
 * Switches a phone on at the first address where its SIP port is free. A server that listens on all addresses, as Asterisk
 * does, holds the port everywhere: then the phone gets another port at the first address.
 * @throws what `boot` throws for another reason than a port that is taken
 */
export async function bootAtFreeAddress(
  addresses: readonly string[],
  sipPort: number,
  create: (place: PhonePlace) => SimulatedPhone,
): Promise<{ readonly phone: SimulatedPhone; readonly place: PhonePlace }> {
  for (const address of addresses) {
    const place = { address, sipPort };
    const phone = create(place);
    try {
      await phone.boot();
      return { phone, place };
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') throw error;
    }
  }
  const place = { address: addresses[0] ?? '127.0.0.1', sipPort: 0 };
  const phone = create(place);
  await phone.boot();
  return { phone, place };
}
