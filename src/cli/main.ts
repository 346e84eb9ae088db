#!/usr/bin/env node
import { Command } from 'commander';
import { BRANDS } from '../../phoneapps';
import { errorText } from '../lib/errors';
import { withCustomBrands } from '../phones/brands/custom';
import type { PhoneCommandOptions } from './phone';
import { UnusablePhoneOptions } from './unusable-phone-options';

const brands = withCustomBrands(process.env.HOTDESK_DATA_DIR ?? './data', BRANDS);

const program = new Command('hotdesk').description(
  'Hot desking for Asterisk and FreePBX, from the command line.',
);

program
  .command('phone')
  .description('A desk phone in a terminal: it boots, shows keys and screens, registers and handles NOTIFY.')
  .requiredOption('--brand <brand>', `the brand: ${brands.map(({ id }) => id).join(', ')}`)
  .requiredOption('--model <model>', 'the model, such as s500')
  .requiredOption('--mac <mac>', 'its MAC, in any of the usual notations')
  .requiredOption('--url <url>', 'its provisioning URL, such as http://127.0.0.1:8480/provision/')
  .option('--address <address>', "the phone's own address, a loopback one", '127.0.0.21')
  .option('--sip-port <port>', 'local SIP port', Number)
  .option('--dhcp', 'the URL comes from DHCP: the phone uses it at every boot')
  .action(async (options: PhoneCommandOptions) => {
    const { runPhone } = await import('./phone.js');
    const { DEVICE_PROFILES: profiles } = await import('../../phoneapps/device-profiles.js');
    await runPhone({ brands, profiles, options, input: process.stdin, output: process.stdout });
  });

program.parseAsync().catch((error: unknown) => {
  const message = errorText(error);
  process.stderr.write(`${message}\n`);
  process.exit(error instanceof UnusablePhoneOptions ? 2 : 1);
});
