import { BRANDS } from '../../phoneapps';
import { type Mac, parseMac } from '../../src/lib/mac';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { PhoneFaults, SimulatedPhone } from '../../src/simulator/simulated-phone';
import { SIP_TIMING } from '../../src/simulator/sip/timing';
import { testAddress } from '../addresses';
import { profileOf } from '../device-profiles';

/** A desk phone of the fault suites, and its faults. */
export interface Seat {
  readonly mac: Mac;
  readonly address: string;
  readonly phone: SimulatedPhone;
  readonly faults: PhoneFaults;
}

export interface SeatOptions {
  /** The provisioning URL. */
  readonly url: string;
  /** From 1 to 99: its address is `testAddress(70, number)`. */
  readonly number: number;
  /** Milliseconds per second of `Expires`; a small value makes the phone register more often. */
  readonly expiresSecond?: number;
  /** No phone restarts for a new config. One that restarts while the service is down next asks when it polls, after five minutes. */
  readonly onlyReloads?: boolean;
}

/** A phone, switched off. Unless `onlyReloads`, every third one restarts for a new config; the others reload it. */
export function seatAt({ url, number, expiresSecond = 1_000, onlyReloads = false }: SeatOptions): Seat {
  const restarts = !onlyReloads && number % 3 === 0;
  const mac = parseMac(`0050580070${String(number).padStart(2, '0')}`);
  const brand = BRANDS.find(({ id }) => id === 'sangoma');
  if (mac === null || !brand) throw new Error('no brand sangoma, or an invalid MAC');
  const address = testAddress(70, number);
  const faults: PhoneFaults = {};
  const phone = createSimulatedPhone({
    brand,
    profile: profileOf(brand),
    model: restarts ? 's400' : 's500',
    mac,
    address,
    url,
    urlFrom: 'config',
    faults,
    timing: {
      sip: { ...SIP_TIMING, second: expiresSecond, retry: 2_000, unregisterTimeout: 1_000 },
      http: 5_000,
    },
  });
  return { mac, address, phone, faults };
}

/** `count` phones, switched on. */
export async function openSeats(
  url: string,
  count: number,
  first = 1,
  options: Pick<SeatOptions, 'expiresSecond' | 'onlyReloads'> = {},
): Promise<Seat[]> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const seats = numbers.map((number) => seatAt({ ...options, url, number }));
  for (const { phone } of seats) await phone.boot();
  return seats;
}

export async function closeSeats(seats: readonly Seat[]): Promise<void> {
  await Promise.all(seats.map(({ phone }) => phone.powerOff()));
}

/** The voicemail PIN of an extension of the sample PBX. */
export function pinOf(extension: string): string {
  return { '1001': '4711', '1002': '4712' }[extension] ?? `9${extension.slice(-3)}`;
}
