// `npm run bench`: measures the compiled service on a real MariaDB and a real Asterisk, beside two peers, and prints
// tables. README.md says what the figures mean.
import { setTimeout as sleep } from 'node:timers/promises';
import { refusals } from './database-figures';
import { type BenchHouse, openBenchHouse } from './house';
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

const say = (line: string): void => console.error(`${(performance.now() / 1_000).toFixed(0)} s: ${line}`);

async function main(): Promise<void> {
  installLab();
  await installWrk(say);
  const machine = [...machineLines(), loadLine('before it began')];
  const house = await openBenchHouse({ extensions: EXTENSIONS, phoneprovPhones: PHONES });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      house.close().finally(() => process.exit(1));
    });
  }
  try {
    const report = await measure(house);
    console.log([...machine.map((line) => `- ${line}`), ...report].join('\n'));
  } finally {
    const complaints = house.service.complaints();
    if (complaints !== '') say(`the last complaints of the service:\n${complaints}`);
    await house.close();
  }
}

/** All figures, as Markdown. */
async function measure(house: BenchHouse): Promise<string[]> {
  const memory: [string, number][] = [];
  const noteMemory = (when: string): void => {
    memory.push([when, residentBytes(house.service.pid)]);
  };
  await sleep(REST_MS);
  noteMemory('at rest');

  say('phones boot');
  const { boots, known } = await measureBoots(house);
  const knownByToken = await tokensOf(house, known);
  say(`${FETCHES} fetches`);
  await fetchOften(house, known);
  noteMemory(`after the boots and another ${FETCHES} fetches`);

  say('people log in and out');
  const { rounds, statements, loggedIn } = await measureLogins(house);
  noteMemory('after the logins and logouts');

  say('fetches beside the peers');
  const fetches = await measureBesidePeers(house, { known: knownByToken, loggedIn });
  noteMemory('after the fetches beside the peers');

  say('people log in at simulated phones');
  const verified = await measureVerified(house);
  noteMemory('after the logins at simulated phones');
  const refused = await refusals(house.db);

  const parts = [
    fetchTable(fetches),
    timedTable([...boots, ...rounds]),
    `Statements to the database for a fetch, a login and what follows from it: ${statements.toFixed(0)}.`,
    verifiedTable(verified),
    `Logins refused: ${refused || 'none'}.`,
    memoryTable(memory),
  ];
  return parts.flatMap((part) => ['', part]);
}

async function fetchOften({ service, folder }: BenchHouse, known: readonly BenchPhone[]): Promise<void> {
  const load = { origin: service.origin, requests: known.map(bareFile), seconds: SECONDS_A_ROUND, folder };
  for (let fetches = 0; fetches < FETCHES; ) fetches += (await loadWithWrk(load)).requests;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
