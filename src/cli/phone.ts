import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../lib/errors';
import { parseMac } from '../lib/mac';
import type { Brand } from '../phones/brands/brand';
import { addressesFrom, bootAtFreeAddress, type PhonePlace } from '../simulator/boot-at-free-address';
import { PageRefused } from '../simulator/browser/page-root';
import { type DeviceProfiles, deviceProfileOf } from '../simulator/device-profile';
import { createSimulatedPhone } from '../simulator/phone';
import type { SimulatedPhone } from '../simulator/simulated-phone';
import { HELP, type PhoneCommand, readPhoneCommand } from './phone-command';
import { PhoneTerminal } from './phone-terminal';
import { UnusablePhoneOptions } from './unusable-phone-options';

const FIRST_ADDRESS = '127.0.0.21';

export interface PhoneCommandOptions {
  /** The id of a brand. */
  readonly brand: string;
  readonly model: string;
  readonly mac: string;
  /** The provisioning URL. */
  readonly url: string;
  /** The phone's own loopback address; by default the first one from 127.0.0.21 on whose SIP port is free. */
  readonly address?: string | undefined;
  /** Local SIP port; by default that of the brand. */
  readonly sipPort?: number | undefined;
  /** Whether the URL comes from DHCP: then the phone uses it at every boot. */
  readonly dhcp?: boolean | undefined;
}

export interface RunPhoneOptions {
  readonly brands: readonly Brand[];
  readonly profiles: DeviceProfiles;
  readonly options: PhoneCommandOptions;
  /** Commands, one per line. At its end the phone is powered off. */
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * `hotdesk phone`: a desk phone in a terminal. Resolves when the user quits or the input ends.
 * @throws UnusablePhoneOptions when the brand or the MAC is invalid
 * @throws the socket's error when the phone's SIP port is taken at the address of the options
 */
export async function runPhone({ brands, profiles, options, input, output }: RunPhoneOptions): Promise<void> {
  const { phone, note } = await bootPhone(brands, profiles, options);
  const terminal = new PhoneTerminal(phone, output);
  // Created only now: a reader loses lines until it is iterated.
  const lines = createInterface({ input, terminal: false });
  try {
    terminal.start(note);
    for await (const line of lines) {
      if ((await take(line, phone, terminal)) === 'quit') break;
    }
  } finally {
    lines.close(); // releases the input, which would keep the process alive
    terminal.stop();
    await phone.powerOff();
  }
}

/** Switches the phone on. The note says when it is not where it would be. */
async function bootPhone(
  brands: readonly Brand[],
  profiles: DeviceProfiles,
  options: PhoneCommandOptions,
): Promise<{ readonly phone: SimulatedPhone; readonly note: string | null }> {
  const brand = brands.find(({ id }) => id === options.brand);
  if (brand === undefined) {
    const known = brands.map(({ id }) => id).join(', ');
    throw new UnusablePhoneOptions(`unknown brand ${JSON.stringify(options.brand)}; known brands: ${known}`);
  }
  if (parseMac(options.mac) === null) {
    throw new UnusablePhoneOptions(
      `invalid MAC ${JSON.stringify(options.mac)}: 12 hex digits, with or without : - .`,
    );
  }
  const { model, mac, url, address, sipPort = brand.sipPort, dhcp = false } = options;
  const create = (place: PhonePlace) =>
    createSimulatedPhone({
      brand,
      profile: deviceProfileOf(profiles, brand),
      model,
      mac,
      url,
      ...place,
      urlFrom: dhcp ? 'dhcp' : 'config',
    });
  if (address !== undefined) {
    const phone = create({ address, sipPort });
    await phone.boot();
    return { phone, note: null };
  }
  const { phone, place } = await bootAtFreeAddress(addressesFrom(FIRST_ADDRESS), sipPort, create);
  const isMoved = place.address !== FIRST_ADDRESS || place.sipPort !== sipPort;
  return {
    phone,
    note: isMoved ? `The SIP port is taken at ${FIRST_ADDRESS}: this phone is at ${placeText(place)}.` : null,
  };
}

function placeText({ address, sipPort }: PhonePlace): string {
  return sipPort === 0 ? `a free port of ${address}` : address;
}

/** Performs a command and shows the outcome. */
async function take(line: string, phone: SimulatedPhone, terminal: PhoneTerminal): Promise<'go-on' | 'quit'> {
  const command = readPhoneCommand(line, phone.screen());
  if (command.does === 'quit') return 'quit';
  try {
    const answer = await perform(command, phone);
    terminal.say(answer);
  } catch (error) {
    terminal.say(error instanceof PageRefused ? 'The phone refuses.' : `Failed: ${errorText(error)}`);
  }
  return 'go-on';
}

/** Returns a message to show below the phone; null: none. */
async function perform(
  command: Exclude<PhoneCommand, { does: 'quit' }>,
  phone: SimulatedPhone,
): Promise<string | null> {
  switch (command.does) {
    case 'nothing':
      return null;
    case 'help':
      return HELP;
    case 'unknown':
      return `Unknown command: ${command.text}. Type help.`;
    case 'key': {
      const key = phone.keys()[command.place - 1];
      if (key === undefined) return `There is no key k${command.place}.`;
      await phone.pressKey(key.slot);
      return null;
    }
    case 'soft-key':
      await phone.pressSoftKey(command.index);
      return null;
    case 'item':
      await phone.pressItem(command.place);
      return null;
    case 'fill':
      phone.fill({ [command.field]: command.value });
      return null;
    case 'wait':
      await pause(command.seconds * 1000);
      return null;
    case 'ok':
      await phone.submit();
      return null;
    case 'exit':
      await phone.exit();
      return null;
    case 'reboot':
      await phone.reboot();
      return null;
    case 'reload':
      await phone.reload();
      return null;
  }
}
