import { readFileSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { BRANDS } from '../phoneapps';
import { readConfig } from './app/config';
import { endOnSignals } from './app/end-on-signals';
import { startService } from './app/service';
import { ConfigError } from './config/config-error';
import { errorStack, errorText } from './lib/errors';
import { CustomBrandError, withCustomBrands } from './phones/brands/custom';

/** Whatever the service makes, also by a library, is for its own user only: an embedded database holds PINs and secrets. */
const UMASK = 0o077;

/** Reads the settings, starts the service and stops it on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  process.umask(UMASK);
  const config = readConfig(process.env, (file) => readFileSync(file, 'utf8'));
  const log = pino({ level: config.logLevel, base: null });
  const home = packageFolder();
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
  // Before the tables are changed: a stop must not cut that without need.
  endOnSignals({ service: () => starting, exit: (code) => process.exit(code), log });
  const starting = startService({
    config,
    brands: withCustomBrands(config.dataDir, BRANDS),
    deviceProfiles: async () => (await import('../phoneapps/device-profiles.js')).DEVICE_PROFILES,
    version,
    home,
    ownProcess: true,
    printAdminKey: (key) => process.stderr.write(keyNotice(key)),
    log,
  });
  const service = await starting;
  const { phonesPort: phones, phonesTlsPort: phonesTls, tftpPort: tftp, adminPort: admin, demo } = service;
  log.info({ event: 'service.started', phones, phonesTls, tftp, admin, demo }, 'Hotdesk is running');
  if (demo) process.stderr.write(demoNotice(`${service.adminScheme}://127.0.0.1:${admin}/`));
}

/** The folder of package.json, from source or from dist/. */
function packageFolder(): string {
  const above = path.dirname(__dirname);
  return path.basename(above) === 'dist' ? path.dirname(above) : above;
}

/** Only for the demo, whose key opens nothing but sample data. Any other first key is only in its file. */
function keyNotice(key: string): string {
  return `\nAdmin key of the demo's REST API (also in first.key of the data folder):\n\n  ${key}\n\n`;
}

function demoNotice(adminUrl: string): string {
  return [
    '',
    'No PBX is configured. This is the demo: a sample PBX, a simulated Asterisk and two virtual phones.',
    `Open ${adminUrl} for things to try.`,
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof CustomBrandError)
    process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`Hotdesk cannot start: ${errorStack(error) ?? errorText(error)}\n`);
  process.exit(1);
});
