import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Environment } from '../config/environment';

export interface MachineCommandsDeps {
  readonly env: Environment;
  /** The version of Hotdesk. */
  readonly version: string;
  /** Writes a line for the admin. */
  readonly say: (line: string) => void;
}

/**
 * The commands for the machine of the service. They use its settings (docs/settings.md) and its database; each loads what it
 * needs only when it runs.
 */
export function addMachineCommands(program: Command, deps: MachineCommandsDeps): void {
  program
    .command('backup')
    .description('Saves the tables, the key file and the settings file into one file. The service may run.')
    .argument('<file>', 'the file to write, which only its owner can read')
    .action((file: string) => backUp(deps, file));
  program
    .command('restore')
    .description('Puts a backup in the place of what is there. The service must be stopped.')
    .argument('<file>', 'a file of `hotdesk backup`')
    .option('--replace', 'delete what is in the tables', false)
    .option(
      '--adopt-secret',
      'accept that the secret of the backup is lost: every phone is logged out',
      false,
    )
    .action((file: string, options: { replace: boolean; adoptSecret: boolean }) =>
      restore(deps, file, options),
    );
  program
    .command('new-key')
    .description('Makes a new admin key and writes it to first.key in the data folder. The service may run.')
    .action(() => makeNewKey(deps));
  program
    .command('adopt-secret')
    .description(
      'Accepts a new secret.key or HOTDESK_SECRET: every phone is logged out. The service must be stopped.',
    )
    .action(() => adopt(deps));
}

const readFile = (file: string) => readFileSync(file, 'utf8');

async function backUp({ env, version, say }: MachineCommandsDeps, file: string): Promise<void> {
  const { withMaintenance } = await import('../app/maintenance.js');
  const { createBackup } = await import('../app/backup/create-backup.js');
  const { rows, files } = await withMaintenance(env, readFile, (tools) =>
    createBackup(tools, { file, version, now: Date.now() }),
  );
  say(
    `Saved ${sum(rows)} rows and ${files.join(', ') || 'no file'} to ${file}. Keep it secret: it has keys.`,
  );
  if (!files.includes('secret.key')) say('HOTDESK_SECRET is not in it: keep that, too.');
}

async function restore(
  { env, say }: MachineCommandsDeps,
  file: string,
  options: { readonly replace: boolean; readonly adoptSecret: boolean },
): Promise<void> {
  const { withMaintenance } = await import('../app/maintenance.js');
  const { checkBackup } = await import('../app/backup/check-backup.js');
  const { restoreBackup } = await import('../app/backup/restore-backup.js');
  await withMaintenance(env, readFile, async (tools) => {
    const { replace, adoptSecret } = options;
    const backup = await checkBackup(tools.config, { file, adoptSecret, env, readFile });
    const { rows, files, adopted } = await restoreBackup(tools, backup, { file, replace, now: Date.now() });
    const madeAt = new Date(backup.head.createdAt).toISOString();
    say(`Restored ${sum(rows)} rows and ${files.join(', ') || 'no file'} of ${madeAt} from ${file}.`);
    for (const note of backup.notes) say(note);
    if (adopted) sayAdopted(say, adopted);
  });
}

async function makeNewKey({ env, say }: MachineCommandsDeps): Promise<void> {
  const { withMaintenance } = await import('../app/maintenance.js');
  const { makeNewKeyOnMachine } = await import('../app/new-key.js');
  const { name, file } = await withMaintenance(env, readFile, (tools) =>
    makeNewKeyOnMachine(tools, Date.now()),
  );
  say(`The new admin key "${name}" is in ${file}. Revoke it when you have your own; that removes the file.`);
}

async function adopt({ env, say }: MachineCommandsDeps): Promise<void> {
  const { withMaintenance } = await import('../app/maintenance.js');
  const { adoptSecretOfMachine } = await import('../app/adopt-secret.js');
  sayAdopted(say, await withMaintenance(env, readFile, (tools) => adoptSecretOfMachine(tools, Date.now())));
}

function sayAdopted(
  say: (line: string) => void,
  { ended, unreadable }: { readonly ended: number; readonly unreadable: readonly string[] },
): void {
  say(`The tables belong to the secret of this machine now. Sessions ended: ${ended}.`);
  if (unreadable.length > 0)
    say(`Set these settings again, which were encrypted with the old secret: ${unreadable.join(', ')}.`);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
