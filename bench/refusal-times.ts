import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Knex } from 'knex';
import { ATTEMPT_POLICIES } from '../src/desk/passwords/attempt-policies';
import { type LabApp, openLabApp } from '../test/lab/lab-app';
import { compareTails, compareTimes, quantile, verdictOf } from './compare-times';
import { installLab } from './install-lab';
import { loadLine, machineLines } from './machine';

/**
 * Measures whether the time of a refused login reveals why it was refused. Usage:
 * `npx tsx bench/refusal-times.ts [alone] [at once]`, the number of logins of each kind.
 */

interface Kind {
  readonly name: string;
  readonly extension: string;
  readonly password: string;
}

/** The others are compared with these. */
const WRONG_PIN: Kind = { name: 'wrong PIN', extension: '1005', password: '0000' };

const LOCKED: Kind = { name: 'locked, right PIN', extension: '1006', password: '9006' };

const OTHERS: readonly Kind[] = [
  // The baseline: a second kind that should not differ at all.
  { name: 'wrong PIN of another extension', extension: '1007', password: '0000' },
  { name: 'unknown extension', extension: '4040', password: '0000' },
  LOCKED,
  { name: 'no mailbox, wrong password', extension: '1003', password: '0000' },
  { name: 'PIN equal to the extension', extension: '2018', password: '2018' },
  { name: 'no SIP account, wrong PIN', extension: '2015', password: '0000' },
];

const KINDS = [WRONG_PIN, ...OTHERS];
const PHONE = { mac: '0050580007fd', address: '127.0.0.5', userAgent: 'Sangoma S500 V2.0.4.67' };
const AT_ONCE = 8;
const REFUSED = 'Extension or password is wrong';

/** The worst for us first. */
const VERDICTS = ['distinguishable', 'not decided', 'indistinguishable'] as const;

type Times = ReadonlyMap<Kind, readonly number[]>;

async function main([alone = '200', atOnce = '300']: readonly string[]): Promise<void> {
  installLab();
  for (const line of machineLines()) console.log(line);
  const testApp = await openLabApp();
  try {
    const app = await loginApp(testApp);
    await measure(testApp, app, 20, 1); // warm-up
    for (const [count, inFlight] of [
      [Number(alone), 1],
      [Number(atOnce), AT_ONCE],
    ] as const) {
      const before = loadLine('before');
      const times = await measure(testApp, app, count, inFlight);
      console.log(`\n${count} of each kind, ${inFlight} at a time; ${before}; ${loadLine('after')}\n`);
      report(times);
    }
  } finally {
    await testApp.close();
  }
}

/** Sends the logins in random order, `inFlight` at the same time, with fresh counters each time. */
async function measure(testApp: LabApp, app: string, count: number, inFlight: number): Promise<Times> {
  const times = new Map(KINDS.map((kind) => [kind, [] as number[]]));
  const order = shuffled(KINDS.flatMap((kind) => Array<Kind>(count).fill(kind)));
  for (let from = 0; from < order.length; from += inFlight) {
    await resetCounters(testApp.db);
    await Promise.all(
      order.slice(from, from + inFlight).map(async (kind) => {
        times.get(kind)?.push(await timeOfRefusal(testApp, app, kind));
      }),
    );
  }
  return times;
}

/** Clears all failures, except those of the locked extension. */
async function resetCounters(db: Knex): Promise<void> {
  await db('hotdesk_attempts').delete();
  const failures = ATTEMPT_POLICIES.extensionAtUnverifiedPhones.free + 10;
  await db('hotdesk_attempts').insert({
    subject: `extension ${LOCKED.extension}`,
    failures,
    last_at: Date.now(),
  });
}

/** Milliseconds from the request to the last byte of the answer, over a new connection. */
async function timeOfRefusal(testApp: LabApp, app: string, { extension, password }: Kind): Promise<number> {
  const begun = performance.now();
  const body = await get(testApp, `${app}/login?extension=${extension}&password=${password}`);
  const took = performance.now() - begun;
  if (!body.includes(REFUSED)) throw new Error(`${extension} was not refused as expected: ${body}`);
  return took;
}

async function loginApp(testApp: LabApp): Promise<string> {
  const config = await get(testApp, `/provision/cfg${PHONE.mac}.xml`);
  const url = /https?:[^<]+\/apps\/[^<]+\/i/.exec(config)?.[0];
  if (url === undefined) throw new Error(`no login key in the default login: ${config}`);
  return new URL(url).pathname;
}

function get(testApp: LabApp, path: string): Promise<string> {
  const { port } = new URL(testApp.url);
  const { address: localAddress, userAgent } = PHONE;
  return new Promise((resolve, reject) => {
    const headers = { 'User-Agent': userAgent };
    const sent = request({ host: '127.0.0.1', port, path, localAddress, headers, agent: false });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(body));
    });
    sent.end();
  });
}

function report(times: Times): void {
  const wrong = times.get(WRONG_PIN) ?? [];
  console.log(
    '| refused for | median ms | 95 % ms | AUC to wrong PIN | 95 % confidence | p | p of the tails | |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  console.log(`| ${WRONG_PIN.name} | ${figures(wrong)} | | | | | |`);
  for (const kind of OTHERS) {
    const measured = times.get(kind) ?? [];
    const compared = compareTimes(measured, wrong);
    const [least, most] = compared.between.map((share) => share.toFixed(3));
    const tails = compareTails(measured, wrong);
    // Two comparisons for each kind; either may show a difference.
    const verdicts = [compared, tails].map((each) => verdictOf(each, 2 * OTHERS.length));
    const verdict = VERDICTS.find((candidate) => verdicts.includes(candidate));
    console.log(
      `| ${kind.name} | ${figures(measured)} | ${compared.auc.toFixed(3)} | ${least} – ${most} | ${compared.p.toPrecision(2)} | ${tails.p.toPrecision(2)} | ${verdict} |`,
    );
  }
}

function figures(values: readonly number[]): string {
  return [0.5, 0.95].map((share) => quantile(values, share).toFixed(2)).join(' | ');
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
