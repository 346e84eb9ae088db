#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { BRANDS } from '../../phoneapps';
import { errorText } from '../lib/errors';
import { withCustomBrands } from '../phones/brands/custom';
import { addMachineCommands } from './machine-commands';
import type { PhoneCommandOptions } from './phone';
import { UnusablePhoneOptions } from './unusable-phone-options';

// What a command writes is for its own user only.
process.umask(0o077);

const program = new Command('hotdesk').description(
  'Hot desking for Asterisk and FreePBX, from the command line.',
);

program
  .command('phone')
  .description('A desk phone in a terminal: it boots, shows keys and screens, registers and handles NOTIFY.')
  .requiredOption('--brand <brand>', `the brand: ${BRANDS.map(({ id }) => id).join(', ')}, or a custom one`)
  .requiredOption('--model <model>', 'the model, such as s500')
  .requiredOption('--mac <mac>', 'its MAC, in any of the usual notations')
  .requiredOption('--url <url>', 'its provisioning URL, such as http://127.0.0.1:8480/provision/')
  .option(
    '--address <address>',
    "the phone's own address, a loopback one (default: the first free one from 127.0.0.21 on)",
  )
  .option('--sip-port <port>', 'local SIP port', Number)
  .option('--dhcp', 'the URL comes from DHCP: the phone uses it at every boot')
  .action(async (options: PhoneCommandOptions) => {
    // Only here: other commands must work where a file of an admin is broken.
    const brands = withCustomBrands(process.env.HOTDESK_DATA_DIR ?? './data', BRANDS);
    const { runPhone } = await import('./phone.js');
    const { DEVICE_PROFILES: profiles } = await import('../../phoneapps/device-profiles.js');
    await runPhone({ brands, profiles, options, input: process.stdin, output: process.stdout });
  });

addMachineCommands(program, {
  env: process.env,
  version: versionOf(path.dirname(__dirname)),
  say: (line) => process.stdout.write(`${line}\n`),
});

/** The version in package.json above this folder, from source or from dist/. */
function versionOf(folder: string): string {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : versionOf(path.dirname(folder));
}

program.parseAsync().catch((error: unknown) => {
  const message = errorText(error);
  process.stderr.write(`${message}\n`);
  process.exit(error instanceof UnusablePhoneOptions ? 2 : 1);
});
