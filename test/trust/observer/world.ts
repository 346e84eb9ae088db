import type { Knex } from 'knex';
import type { Session } from '../../../src/desk/model';
import type { DeskSettings } from '../../../src/desk/settings';
import { isInNetworks } from '../../../src/lib/ip';
import type { Mac } from '../../../src/lib/mac';
import {
  createDevices,
  type Device,
  fileUrl,
  INSIDE_ADDRESSES,
  SPY_MAC,
  tokensOf,
  USER_AGENT,
} from './device';
import { INSIDE, openService, type Service, SPY } from './service';

/** The promises that a history may break. */
export const ALL_PROMISES = [
  'no-secret-to-others',
  'no-session-ended-by-others',
  'phone-gets-its-config',
  'owner-gets-in',
  'login-becomes-verified',
] as const;

export type Promised = (typeof ALL_PROMISES)[number];

/** A promise is broken. The message is the history in words. */
export class BreakOfTrust extends Error {
  constructor(
    readonly promise: Promised,
    what: string,
    history: readonly string[],
  ) {
    super([`${promise}: ${what}`, ...history.map((line, index) => `  ${index + 1}. ${line}`)].join('\n'));
    this.name = 'BreakOfTrust';
  }
}

export type StartedBy = 'phone' | 'rest' | 'spy';

/** A running session, and what the test knows about it. */
export interface Watched {
  readonly id: string;
  readonly extension: string;
  readonly mac: Mac;
  readonly startedBy: StartedBy;
  /** The address of the login, or the one that the caller of REST vouched for. Null until a phone boots by its unused link. */
  loginAddress: string | null;
  /** The token of the page of the login. */
  readonly pageToken: string | null;
  /** The tokens that its phone got together with the account. */
  readonly given: Set<string>;
  /** The tokens that its user saw on the phone. */
  readonly seen: Set<string>;
  wasVerified: boolean;
  /** Where its phone last got the account. */
  provenAddress: string | null;
  /** When Asterisk last had a contact of its phone, by address. */
  readonly contacts: Map<string, number>;
  lastContactAt: number;
  /** The spy got the account in a way that is not promised to be closed; nothing is expected of it any more. */
  exposed: boolean;
}

export interface Options {
  /**
   * What the spy sees of phones. `former`: what former users saw in their sessions, before a login and after a logout. `running`:
   * also what the users of running sessions see, so that promises break.
   */
  readonly sees: 'former' | 'running';
  /** How often each promise was put to the test. */
  readonly tested: Map<Promised, number>;
}

export interface World {
  readonly service: Service;
  readonly options: Options;
  readonly phones: readonly Device[];
  /** The running sessions, by MAC. */
  readonly sessions: Map<Mac, Watched>;
  readonly history: string[];
  /** The tokens that the spy knows, by MAC, oldest first. */
  readonly known: Map<Mac, Set<string>>;
  /** Tokens of deleted phones. */
  readonly dead: Set<string>;
  /** When each extension logged in. */
  readonly logins: Map<string, number[]>;
  readonly names: Map<string, string>;
  settings: Pick<DeskSettings, 'requireToken' | 'internalNetworks'>;
  /** Whether the service and all phones inside are on one segment, so that the kernel knows their MACs. */
  isOneSegment: boolean;
}

export async function openWorld(db: Knex, options: Options): Promise<World> {
  return {
    service: await openService(db),
    options,
    phones: createDevices(),
    sessions: new Map(),
    history: [],
    known: new Map(),
    dead: new Set(),
    logins: new Map(),
    names: new Map(),
    settings: { requireToken: false, internalNetworks: INSIDE },
    isOneSegment: false,
  };
}

export function narrate(world: World, line: string): void {
  world.history.push(line);
}

export function fail(world: World, promise: Promised, what: string): never {
  throw new BreakOfTrust(promise, what, world.history);
}

/** Counts that a promise was put to the test: a history in which nothing could break proves nothing. */
export function count({ options: { tested } }: World, promise: Promised): void {
  tested.set(promise, (tested.get(promise) ?? 0) + 1);
}

/** A short name for a token in the history. */
export function nameOf(world: World, token: string | null): string {
  if (token === null) return 'the bare file';
  const name = world.names.get(token) ?? `T${world.names.size + 1}`;
  world.names.set(token, name);
  return name;
}

/** Tells the kernel who has which address. On one segment it also knows the spy's own machine. */
export function updateNeighbours({ service, phones, isOneSegment }: World): void {
  service.neighbours.clear();
  if (!isOneSegment) return;
  for (const address of INSIDE_ADDRESSES)
    service.neighbours.set(address, phones.find((phone) => phone.address === address)?.mac ?? SPY_MAC);
}

export function isInside(world: World, address: string): boolean {
  return isInNetworks(address, world.settings.internalNetworks);
}

export function fetchFile(world: World, mac: Mac, token: string | null, from: string) {
  return world.service.get(fileUrl(mac, token), from, USER_AGENT);
}

export function learn(world: World, mac: Mac, tokens: Iterable<string>): void {
  const known = world.known.get(mac) ?? new Set();
  for (const token of tokens) known.add(token);
  world.known.set(mac, known);
}

/** What the spy knows of a phone, newest first; the oldest are left out. */
export function knownTokens(world: World, mac: Mac): string[] {
  const MOST = 4;
  return [...(world.known.get(mac) ?? [])].reverse().slice(0, MOST);
}

/** Who sees the tokens that a phone has now. A link that was only typed into it has no user yet who sees it. */
export function showTokens(world: World, phone: Device): void {
  const session = world.sessions.get(phone.mac);
  const isIdle = !session || session.startedBy === 'spy';
  const tokens = tokensOf(phone).filter((token) => token !== phone.unusedLink);
  for (const token of tokens) nameOf(world, token);
  if (!isIdle) for (const token of tokens) session.seen.add(token);
  if (isIdle || session.extension === SPY || world.options.sees === 'running')
    learn(world, phone.mac, tokens);
}

/** How a session began. */
export interface Beginning {
  readonly startedBy: StartedBy;
  readonly loginAddress: string | null;
  readonly pageToken: string | null;
}

/** Reads which sessions run now. Returns those that have ended since. */
export async function watchSessions(world: World, beginning: Beginning | null): Promise<Watched[]> {
  const rows = await world.service.activeSessions();
  const ended = [...world.sessions.values()].filter(({ id }) => rows.every((row) => row.id !== id));
  for (const session of ended) {
    world.sessions.delete(session.mac);
    // Its user is a former user now.
    learn(world, session.mac, session.seen);
  }
  for (const row of rows) {
    const session = world.sessions.get(row.mac);
    if (!session) begin(world, row, beginning);
    else if (row.verifiedAt !== null) session.wasVerified = true;
  }
  for (const session of world.sessions.values()) watchContacts(world, session);
  return ended;
}

function begin(world: World, row: Session, beginning: Beginning | null): void {
  if (!beginning) throw new Error(`a session began by itself: ${JSON.stringify(row)}`);
  world.sessions.set(row.mac, {
    ...beginning,
    id: row.id,
    extension: row.extension,
    mac: row.mac,
    given: new Set(),
    seen: new Set(),
    wasVerified: row.verifiedAt !== null,
    provenAddress: beginning.loginAddress,
    contacts: new Map(),
    lastContactAt: Number.NEGATIVE_INFINITY,
    exposed: false,
  });
  const phone = world.phones.find(({ mac }) => mac === row.mac);
  if (phone && beginning.startedBy !== 'spy') showTokens(world, phone);
}

function watchContacts(world: World, session: Watched): void {
  const { asterisk, now } = world.service;
  const phone = world.phones.find(({ mac }) => mac === session.mac);
  const port = session.startedBy === 'spy' ? SPY_PORT : phone?.port;
  for (const contact of asterisk.contacts) {
    if (contact.endpoint !== session.extension || contact.port !== port) continue;
    session.contacts.set(contact.address, now);
    session.lastContactAt = now;
  }
}

export const SPY_PORT = 6_000;
