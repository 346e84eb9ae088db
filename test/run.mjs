// `npm test` and `npm run test:full`, which is `npm test` with `--full`. What each of them runs says CONTRIBUTING.md.
// The last line printed is `N passed, N failed` (or with `, N skipped`).
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLab } from './lab/install.mjs';

/** How many suites of the lab run at once. Each worker of jest has a MariaDB and an Asterisk of its own. */
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
if (lab.ready) await run('lab', LAB_WORKERS);
else await leaveLabOut(lab.reason);

rmSync(scratch, { recursive: true, force: true });
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 ? 1 : 0);

/** Runs one project of jest.config.js and adds up what it says. */
async function run(project, workers) {
  const file = path.join(scratch, `${project}.json`);
  const code = await start([
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
  // A suite that does not even start has no tests to fail: it counts as one.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  totals.failed += failed === 0 && code !== 0 ? 1 : failed;
}

function start(options) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [jest, '--passWithNoTests', ...options], {
      cwd: root,
      env: { ...process.env, HOTDESK_TESTS: tier, HOTDESK_SEED: seed },
      // The JSON goes to a file; jest repeats it on stdout, where nobody wants it.
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('close', resolve);
  });
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`jest left no result: ${error.message}`);
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      numRuntimeErrorTestSuites: 0,
    };
  }
}

async function leaveLabOut(reason) {
  console.log(`\nThe lab cannot be set up here, so its suites are left out: ${reason}`);
  if (process.env.HOTDESK_LAB === 'required') totals.failed += 1;
  else totals.skipped += 1;
}
