import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One claim file per block: the name is the block, the content is the process id of its owner. */
const CLAIMS = path.join(tmpdir(), 'hotdesk-test-addresses');

/** 127.16.0.0/15, 127.18.0.0/15 and so on: away from 127.0.0.x, which the demo and local servers use. */
const BLOCKS = Array.from({ length: 112 }, (_, index) => 16 + 2 * index);

const block = claimBlock();

/** The network of `testAddress`. */
export const TEST_NETWORK = `127.${block}.0.0/16`;

/**
 * An address for a simulated phone or a client, inside `TEST_NETWORK`. It is unique to this test process, so suites can
 * run side by side and beside a demo.
 */
export function testAddress(third: number, fourth: number): string {
  return `127.${block}.${third}.${fourth}`;
}

/** An address that is unique to this process and outside `TEST_NETWORK`. */
export function outsideAddress(third: number, fourth: number): string {
  return `127.${block + 1}.${third}.${fourth}`;
}

/** Returns the block that this process already owns, else claims a free one. The claim ends with the process. */
function claimBlock(): number {
  mkdirSync(CLAIMS, { recursive: true });
  const owners = new Map(readdirSync(CLAIMS).map((name) => [Number(name), ownerOf(Number(name))]));
  const claimed = BLOCKS.find((candidate) => owners.get(candidate) === process.pid);
  if (claimed !== undefined) return claimed;
  const bound = boundBlocks();
  // Processes that start together begin at different blocks.
  const first = process.pid % BLOCKS.length;
  for (const candidate of [...BLOCKS.slice(first), ...BLOCKS.slice(0, first)]) {
    const owner = owners.get(candidate);
    if (owner && isRunning(owner)) continue;
    if (owner !== undefined) rmSync(fileOf(candidate), { force: true });
    if (bound.has(candidate) || bound.has(candidate + 1)) continue;
    if (claim(candidate)) return candidate;
  }
  throw new Error(`no free block of loopback addresses for tests; see the claims in ${CLAIMS}`);
}

function claim(candidate: number): boolean {
  try {
    writeFileSync(fileOf(candidate), String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function fileOf(candidate: number): string {
  return path.join(CLAIMS, String(candidate));
}

/** Null if the claim was removed in the meantime. */
function ownerOf(candidate: number): number | null {
  try {
    return Number(readFileSync(fileOf(candidate), 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/** `instanceof Error` fails here: jest gives tests another `Error` class than Node's own modules use. */
function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** The second octets of the loopback addresses that have a bound socket, from the kernel tables. */
function boundBlocks(): Set<number> {
  const found = new Set<number>();
  for (const table of ['udp', 'tcp']) {
    const text = readFileSync(`/proc/net/${table}`, 'utf8');
    // Addresses are hexadecimal with the last octet first: 127.16.0.1:5060 is 0100107F:13C4.
    for (const [, second = ''] of text.matchAll(/^\s*\d+: [0-9A-F]{4}([0-9A-F]{2})7F:/gm))
      found.add(Number.parseInt(second, 16));
  }
  return found;
}
