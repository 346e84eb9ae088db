// `npm test`, and `npm run test:full`, which adds `--full`. CONTRIBUTING.md lists what each of them runs.
// The last line printed is `N passed, N failed` (or with `, N skipped`).
import { execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLab } from './lab/install.mjs';

/** How many lab suites run at once. Each jest worker has its own MariaDB and Asterisk. */
const LAB_WORKERS = 2;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const args = process.argv.slice(2);
const filters = args.filter((each) => each !== '--full');
const tier = args.includes('--full') ? 'full' : 'core';
const seed = process.env.HOTDESK_SEED ?? String(randomInt(2 ** 31));
const scratch = mkdtempSync(path.join(tmpdir(), 'hotdesk-test-'));

console.log(`Node ${process.version}, tests: ${tier}, HOTDESK_SEED=${seed}`);
const lab = await installLab((line) => console.log(`lab: ${line}`));
const totals = { passed: 0, failed: 0, skipped: 0 };

await run('unit', '100%');
if (lab.ready) {
  // Once for all suites that start the compiled service: a build would replace what another suite is starting.
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  await run('lab', LAB_WORKERS);
} else skipLab(lab.reason);

rmSync(scratch, { recursive: true, force: true });
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 ? 1 : 0);

/** Runs one project of jest.config.js and adds its results to the totals. */
async function run(project, workers) {
  const file = path.join(scratch, `${project}.json`);
  const code = await start(project, [
    '--selectProjects',
    project,
    `--maxWorkers=${workers}`,
    `--testSequencer=${path.join(root, 'test', 'slow-first.cjs')}`,
    '--json',
    `--outputFile=${file}`,
    ...filters,
  ]);
  const result = readResult(file);
  totals.passed += result.numPassedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  // A suite that does not start has no tests to fail: it counts as one failure.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  totals.failed += failed === 0 && code !== 0 ? 1 : failed;
}

function start(project, options) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [jest, '--passWithNoTests', ...options], {
      cwd: root,
      env: {
        ...process.env,
        HOTDESK_TESTS: tier,
        HOTDESK_SEED: seed,
        HOTDESK_BUILT: String(project === 'lab'),
      },
      // The JSON goes to a file; jest repeats it on stdout.
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('close', resolve);
  });
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`jest wrote no result: ${error.message}`);
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      numRuntimeErrorTestSuites: 0,
    };
  }
}

function skipLab(reason) {
  console.log(`\nThe lab cannot be set up here, so its suites are skipped: ${reason}`);
  if (process.env.HOTDESK_LAB === 'required') totals.failed += 1;
  else totals.skipped += 1;
}
