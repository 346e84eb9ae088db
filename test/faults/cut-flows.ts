import type { Knex } from 'knex';
import type { BarePhone, FetchAnswer, PageAnswer } from './bare-phone';
import { whoIsLoggedIn } from './consistency';

/** What a user or a phone does, whose statements are cut. */
export interface CutFlow {
  readonly name: string;
  /** Brings the phones into the state before. */
  prepare(): Promise<void>;
  act(): Promise<FlowAnswer>;
  /** Who is logged in when it is done. */
  readonly after: Readonly<Record<string, string>>;
  /** Waits for what goes on after the answer. @throws when it does not end well within 10 s */
  settle?(): Promise<void>;
  /** Whether the answer may ask to try again when this statement was cut. Default: yes. */
  mayFail?(statement: string): boolean;
  /** What is missing when it is done. */
  missing?(): Promise<string[]>;
}

/** What the phone shows or has got. */
export interface FlowAnswer {
  readonly text: string;
  /** `done`: it claims success. `again`: it asks to try again. `wrong`: neither. */
  readonly claims: 'done' | 'again' | 'wrong';
}

/** A hot-desk PIN that an admin has set. */
export const MUST_CHANGE = { extension: '1004', pin: '739182' } as const;

const PINS = { '1001': '4711', '1002': '4712' } as const;

export interface CutPhones {
  /** Two phones that logged in before, one that never did, and one that is new each time. */
  readonly first: BarePhone;
  readonly second: BarePhone;
  readonly idle: BarePhone;
  unknown(): BarePhone;
}

/** Login, logout and fetch, in their variants. */
export function cutFlows(db: Knex, { first, second, idle, unknown }: CutPhones): CutFlow[] {
  const boot = async (...phones: BarePhone[]) => {
    for (const phone of phones) {
      phone.forget();
      await phone.fetch();
    }
  };
  const logIn = async (phone: BarePhone, extension: keyof typeof PINS) => {
    await boot(phone);
    await phone.logIn(extension, PINS[extension]);
  };
  /** A fetch that was recorded long ago is recorded again. */
  const forgetFetches = () => db('hotdesk_phones').update({ seen_at: 0 });
  let fresh = unknown();
  return [
    {
      name: 'login at a logged-out phone',
      prepare: () => boot(first),
      act: async () => pageAnswer(await first.logIn('1001', PINS['1001']), 'Logged in'),
      after: { [first.mac]: '1001' },
    },
    {
      name: 'login that moves an extension and replaces another',
      async prepare() {
        await logIn(first, '1002');
        await first.fetch();
        await logIn(second, '1001');
      },
      act: async () => pageAnswer(await first.logIn('1001', PINS['1001']), 'Logged in'),
      after: { [first.mac]: '1001' },
    },
    {
      name: 'login with a PIN that must be changed',
      prepare: () => boot(first),
      act: async () =>
        pageAnswer(await first.logIn(MUST_CHANGE.extension, MUST_CHANGE.pin), 'Choose a new PIN'),
      after: { [first.mac]: MUST_CHANGE.extension },
    },
    {
      name: 'logout',
      async prepare() {
        await logIn(first, '1001');
        await first.fetch();
        await provisioned(db);
      },
      act: async () => pageAnswer(await first.logOut(), 'Logged out'),
      after: {},
    },
    {
      name: 'first fetch of a session',
      prepare: () => logIn(first, '1001'),
      act: async () => fetchAnswer(await first.fetch()),
      after: { [first.mac]: '1001' },
      settle: () => provisioned(db),
      mayFail: isRead,
    },
    {
      name: 'later fetch of a session',
      async prepare() {
        await logIn(first, '1001');
        await first.fetch();
        await provisioned(db);
        await first.fetch();
        await forgetFetches();
      },
      // Its copy is there.
      mayFail: () => false,
      act: async () => fetchAnswer(await first.fetch()),
      after: { [first.mac]: '1001' },
    },
    {
      name: 'fetch of a logged-out phone',
      async prepare() {
        await boot(idle);
        await forgetFetches();
      },
      act: async () => fetchAnswer(await idle.fetch()),
      after: {},
      mayFail: isRead,
    },
    {
      name: 'first fetch of an unknown phone',
      async prepare() {
        fresh = unknown();
      },
      act: async () => fetchAnswer(await fresh.fetch()),
      after: {},
      async missing() {
        const entry = { action: 'phone-enrolled', mac: fresh.mac };
        return (await db('hotdesk_audit').where(entry).first('id')) ? [] : ['its enrolment is not audited'];
      },
    },
  ];
}

/** Without what it reads, nothing can be answered; what it writes, it can write later. */
const isRead = (statement: string) => statement.startsWith('select');

function pageAnswer({ status, title }: PageAnswer, done: string): FlowAnswer {
  const claims = title === done ? 'done' : title === 'Try again' ? 'again' : 'wrong';
  return { text: `${status} ${title}`, claims: status === 200 ? claims : 'wrong' };
}

function fetchAnswer({ status, account }: FetchAnswer): FlowAnswer {
  const claims = status === 200 ? 'done' : status === 503 ? 'again' : 'wrong';
  return { text: `${status} ${account ?? 'no account'}`, claims };
}

const PROVISIONED_WITHIN_MS = 10_000;

/** Waits until the fetches of all sessions are recorded. */
async function provisioned(db: Knex): Promise<void> {
  const began = performance.now();
  for (;;) {
    const waiting = await db('hotdesk_sessions').where({ state: 'requested' }).first('id');
    if (waiting === undefined) return;
    if (performance.now() - began > PROVISIONED_WITHIN_MS)
      throw new Error('a fetched session is still not provisioned after 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What contradicts the answer of a flow, and what its phones are given. `before`: who was logged in. */
export async function findLies(
  db: Knex,
  flow: CutFlow,
  before: Readonly<Record<string, string>>,
  answer: FlowAnswer,
  phones: readonly BarePhone[],
): Promise<string[]> {
  const now = await whoIsLoggedIn(db);
  const is = (state: Readonly<Record<string, string>>) => JSON.stringify(state) === JSON.stringify(now);
  const problems: string[] = [];
  if (!is(before) && !is(flow.after)) problems.push(`half done: ${JSON.stringify(now)}`);
  if (answer.claims === 'wrong') problems.push(`the answer is ${answer.text}`);
  if (answer.claims === 'done' && !is(flow.after))
    problems.push(`the answer is ${answer.text}, but nothing happened`);
  for (const phone of phones) {
    const { status, account } = await phone.fetch();
    if (status !== 200 || account !== (now[phone.mac] ?? null))
      problems.push(`${phone.mac} gets ${status} ${account}, not ${now[phone.mac] ?? 'a default login'}`);
  }
  return problems;
}
