import { readFileSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { BRANDS } from '../phoneapps';
import { readConfig } from './app/config';
import { startService } from './app/service';
import { ConfigError } from './config/config-error';
import { CustomBrandError, withCustomBrands } from './phones/brands/custom';

/** Reads the settings, starts the service, and ends it when it is told to. */
async function main(): Promise<void> {
  const config = readConfig(process.env, (file) => readFileSync(file, 'utf8'));
  const log = pino({ level: config.logLevel, base: null });
  const home = packageFolder();
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
  const service = await startService({
    config,
    brands: withCustomBrands(config.dataDir, BRANDS),
    deviceProfiles: async () => (await import('../phoneapps/device-profiles.js')).DEVICE_PROFILES,
    version,
    home,
    ownProcess: true,
    printAdminKey: (key) => process.stderr.write(keyNotice(key)),
    log,
  });
  const { phonesPort: phones, phonesTlsPort: phonesTls, tftpPort: tftp, adminPort: people, demo } = service;
  log.info({ phones, phonesTls, tftp, people, demo }, 'Hotdesk is open');
  if (demo) process.stderr.write(demoNotice(`${service.adminScheme}://127.0.0.1:${people}/`));

  let stopping = false;
  const end = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'closing');
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, 'not everything could be closed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** Where package.json is: above this file, compiled or not. */
function packageFolder(): string {
  const above = path.dirname(__dirname);
  return path.basename(above) === 'dist' ? path.dirname(above) : above;
}

/** Not a log line: it is said once, to whoever starts the service. */
function keyNotice(key: string): string {
  return `\nThe key of the admin API, shown only this once:\n\n  ${key}\n\n`;
}

function demoNotice(adminUrl: string): string {
  return [
    '',
    'No PBX is set up, so this is the demo: a sample PBX, a simulated Asterisk and two virtual phones.',
    `What to try: ${adminUrl}`,
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof CustomBrandError)
    process.stderr.write(`${error.message}\n`);
  else
    process.stderr.write(`Hotdesk cannot start: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
