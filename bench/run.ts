// `npm run bench`: measures the compiled service on a real MariaDB and a real Asterisk, beside two peers, and prints
// tables. README.md explains the figures.
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchApp, openBenchApp } from './bench-app';
import { refusals } from './database-figures';
import { installLab } from './install-lab';
import { loadLine, machineLines } from './machine';
import { measureBesidePeers, measureBoots, measureLogins, measureVerified } from './measurements';
import type { BenchPhone } from './phones';
import { residentBytes } from './process-figures';
import { fetchTable, memoryTable, timedTable, verifiedTable } from './report';
import { EXTENSIONS, FETCHES, PHONES, SECONDS_A_ROUND } from './size';
import { bareFile, tokensOf } from './targets';
import { installWrk, loadWithWrk } from './wrk';

const REST_MS = 10_000;

const logProgress = (line: string): void =>
  console.error(`${(performance.now() / 1_000).toFixed(0)} s: ${line}`);

async function main(): Promise<void> {
  installLab();
  await installWrk(logProgress);
  const machine = [...machineLines(), loadLine('before the run')];
  const app = await openBenchApp({ extensions: EXTENSIONS, phoneprovPhones: PHONES });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      app.close().finally(() => process.exit(1));
    });
  }
  try {
    const report = await measure(app);
    console.log([...machine.map((line) => `- ${line}`), ...report].join('\n'));
  } finally {
    const warnings = app.service.warnings();
    if (warnings !== '') logProgress(`the last warnings of the service:\n${warnings}`);
    await app.close();
  }
}

/** All figures, as Markdown. */
async function measure(app: BenchApp): Promise<string[]> {
  const memory: [string, number][] = [];
  const recordMemory = (when: string): void => {
    memory.push([when, residentBytes(app.service.pid)]);
  };
  await sleep(REST_MS);
  recordMemory('at rest');

  logProgress('phones boot');
  const { boots, known } = await measureBoots(app);
  const knownByToken = await tokensOf(app, known);
  logProgress(`${FETCHES} fetches`);
  await fetchOften(app, known);
  recordMemory(`after the boots and another ${FETCHES} fetches`);

  logProgress('users log in and out');
  const { rounds, statements, loggedIn } = await measureLogins(app);
  recordMemory('after the logins and logouts');

  logProgress('fetches beside the peers');
  const fetches = await measureBesidePeers(app, { known: knownByToken, loggedIn });
  recordMemory('after the fetches beside the peers');

  logProgress('users log in at simulated phones');
  const verified = await measureVerified(app);
  recordMemory('after the logins at simulated phones');
  const refused = await refusals(app.db);

  const parts = [
    fetchTable(fetches),
    timedTable([...boots, ...rounds]),
    `Database statements for a fetch, a login and its jobs: ${statements.toFixed(0)}.`,
    verifiedTable(verified),
    `Logins refused: ${refused || 'none'}.`,
    memoryTable(memory),
  ];
  return parts.flatMap((part) => ['', part]);
}

async function fetchOften({ service, folder }: BenchApp, known: readonly BenchPhone[]): Promise<void> {
  const load = { origin: service.origin, requests: known.map(bareFile), seconds: SECONDS_A_ROUND, folder };
  for (let fetches = 0; fetches < FETCHES; ) fetches += (await loadWithWrk(load)).requests;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
