import { type Mac, parseMac } from '../../src/lib/mac';
import { testAddress } from '../addresses';
import { callAdminApi } from '../lab/admin-api';
import { eventually } from '../test-app';
import type { ChildService } from '../trust/child-service';
import { type BarePhone, createBarePhone } from './bare-phone';
import { type ChildLab, openChildLab, setAddresses } from './child-lab';
import { clearDesk, findContradictions, whoIsLoggedIn } from './consistency';
import { type CutFlow, cutFlows, type FlowAnswer, findLies, MUST_CHANGE } from './cut-flows';
import type { StatementFate } from './sql-proxy';

const FATES: readonly StatementFate[] = ['cut-before', 'cut-after'];
const HEALS_WITHIN_S = 10;

let lab: ChildLab;
let service: ChildService;
let phones: BarePhone[];
let flows: CutFlow[];
beforeAll(async () => {
  lab = await openChildLab();
  service = await lab.start({ HOTDESK_LOG_LEVEL: 'info' });
  await setAddresses(service);
  const pin = { hotdeskPin: MUST_CHANGE.pin, mustChangeHotdeskPin: true };
  const set = await callAdminApi(
    service,
    'PUT',
    `/api/v1/extensions/${MUST_CHANGE.extension}/hotdesk-pin`,
    pin,
  );
  expect(set.status).toBeLessThan(300);
  const [first, second, idle] = [phoneAt(1), phoneAt(2), phoneAt(3)];
  phones = [first, second];
  let last = 10;
  const unknown = () => {
    last += 1;
    return phoneAt(last);
  };
  flows = cutFlows(lab.db, { first, second, idle, unknown });
  await holdLease();
  await eventually(() => service.stdout.some((line) => line.includes('leader.lost')), 20_000);
}, 180_000);
afterAll(async () => {
  await lab?.close();
}, 60_000);

function phoneAt(number: number): BarePhone {
  const mac: Mac | null = parseMac(`00505800${String(7400 + number)}`);
  if (mac === null) throw new Error('an invalid MAC');
  return createBarePhone(service, mac, testAddress(74, number));
}

/** Another instance is the leader, so that no job runs and the statements are those of the flow. */
async function holdLease(): Promise<void> {
  const until = Date.now() + 55_000;
  await lab.db('hotdesk_leases').where({ name: 'leader' }).update({ holder: 'another instance', until });
}

/** What the service asks by itself: the lease, which copies are still valid, and the limits of a new connection. */
const isBackground = (sql: string) =>
  sql.includes('hotdesk_leases') ||
  sql === 'select * from `hotdesk_sessions` where `active_mac` is not null' ||
  sql.startsWith('SET SESSION');

/** Runs a flow; `fate` befalls the statement with this index, or none. Returns the statements and the answer. */
async function run(
  flow: CutFlow,
  fate: StatementFate,
  index: number,
): Promise<{ statements: string[]; answer: FlowAnswer }> {
  const statements: string[] = [];
  lab.proxy.decide = (sql) => {
    if (isBackground(sql)) return 'pass';
    statements.push(sql);
    return statements.length - 1 === index ? fate : 'pass';
  };
  const answer = await flow
    .act()
    .catch((error: unknown): FlowAnswer => ({ text: `no answer: ${error}`, claims: 'wrong' }));
  return { statements, answer };
}

/** Waits until no more statements come. */
async function untilQuiet(statements: readonly string[], milliseconds: number): Promise<void> {
  for (let before = -1; before !== statements.length; ) {
    before = statements.length;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}

async function prepare(flow: CutFlow): Promise<void> {
  const statements: string[] = [];
  lab.proxy.decide = (sql) => {
    if (!isBackground(sql)) statements.push(sql);
    return 'pass';
  };
  await clearDesk(lab.db);
  await holdLease();
  await flow.prepare();
  await untilQuiet(statements, 50);
}

/** The statements of an undisturbed run, with those after the answer. */
async function count(flow: CutFlow): Promise<number> {
  await prepare(flow);
  const { statements, answer } = await run(flow, 'pass', -1);
  await flow.settle?.();
  await untilQuiet(statements, 500);
  lab.proxy.decide = null;
  expect([flow.name, answer.claims, await whoIsLoggedIn(lab.db)]).toEqual([flow.name, 'done', flow.after]);
  expect([flow.name, await findContradictions(lab.db)]).toEqual([flow.name, []]);
  return statements.length;
}

interface Cut {
  readonly statement: string;
  readonly problems: readonly string[];
  readonly seconds: number;
}

async function cut(flow: CutFlow, fate: StatementFate, index: number): Promise<Cut> {
  await prepare(flow);
  const before = await whoIsLoggedIn(lab.db);
  const { statements, answer } = await run(flow, fate, index);
  const problems: string[] = [];
  await eventually(() => statements.length > index).catch(() => problems.push('it did not come again'));
  lab.proxy.decide = null;
  const began = performance.now();
  const settle = async () => flow.settle?.().catch((error: unknown) => problems.push(String(error)));
  if (answer.claims === 'done') await settle();
  problems.push(...(await findLies(lab.db, flow, before, answer, phones)));
  const statement = statements[index] ?? 'none';
  // Only where the answer to the COMMIT was lost, nobody can know.
  const isUnknown = fate === 'cut-after' && statement.startsWith('COMMIT');
  const isDone = JSON.stringify(await whoIsLoggedIn(lab.db)) !== JSON.stringify(before);
  if (answer.claims === 'again' && (flow.mayFail?.(statement) === false || (isDone && !isUnknown)))
    problems.push(`the answer is ${answer.text}`);
  let last = answer;
  while (last.claims !== 'done' && (performance.now() - began) / 1_000 < HEALS_WITHIN_S)
    last = await flow.act();
  const seconds = (performance.now() - began) / 1_000;
  if (last.claims !== 'done') problems.push(`after ${seconds.toFixed(1)} s the answer is still ${last.text}`);
  await settle();
  problems.push(...(await findLies(lab.db, flow, flow.after, last, phones)));
  problems.push(...(await findContradictions(lab.db)), ...((await flow.missing?.()) ?? []));
  return { statement, problems, seconds };
}

test('whatever statement is cut, the answer is honest, the tables are consistent, and the next try succeeds', async () => {
  const found: string[] = [];
  let points = 0;
  let slowest = 0;
  for (const flow of flows) {
    // The first run also reads what the service then knows for minutes.
    await count(flow);
    const statements = await count(flow);
    for (let index = 0; index < statements; index += 1)
      for (const fate of FATES) {
        const { statement, problems, seconds } = await cut(flow, fate, index);
        points += 1;
        slowest = Math.max(slowest, seconds);
        const where = `${flow.name}, ${fate} #${index} ${statement.slice(0, 70)}`;
        found.push(...[...new Set(problems)].map((problem) => `${where}: ${problem}`));
      }
    process.stderr.write(`${flow.name}: ${statements} statements, each cut before and after\n`);
  }
  process.stderr.write(`${points} cuts, healed after at most ${slowest.toFixed(1)} s\n`);
  expect(found).toEqual([]);
  expect(points).toBeGreaterThan(300);
}, 1_800_000);
