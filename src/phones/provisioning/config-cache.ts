import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Session } from '../../desk/model';
import { decryptBytes, deriveKey, encryptBytes } from '../../lib/encryption';
import { isMissingFile } from '../../lib/errors';
import type { Mac } from '../../lib/mac';

/** What a phone got last for the same request. */
export interface CachedConfig {
  readonly mac: Mac;
  /** Whose config it is. */
  readonly sessionId: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A request as a proof: the same file by the same token, or without one from the same address. */
export interface FetchProof {
  readonly file: string;
  readonly tokenText: string | null;
  readonly address: string;
}

/**
 * Keeps the last config of each phone on the disk, so that phones boot while the database is away. Copies hold SIP
 * secrets, so they are encrypted with a key of the service's own, and found only by the proof that got them.
 */
export interface ConfigCache {
  keep(proof: FetchProof, copy: CachedConfig): Promise<void>;
  find(proof: FetchProof): Promise<CachedConfig | null>;
  /** A session began or ended at this phone: what it had is no longer good. */
  forget(mac: Mac): Promise<void>;
  /** Forgets the copies of all sessions that are not active: another instance may have ended them. */
  purgeEnded(active: () => Promise<readonly ActiveSession[]>): Promise<void>;
}

export type ActiveSession = Pick<Session, 'id' | 'mac'>;

/** Nobody else on the machine may read them. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export function createConfigCache(folder: string, serviceKey: Buffer): ConfigCache {
  const key = deriveKey(serviceKey, 'cached configs');
  // What is on the disk already need not be written at each fetch.
  const written = new Map<string, string>();
  const inTurn = createTurns();
  const remove = async (which: (name: string) => boolean): Promise<void> => {
    for (const name of (await list(folder)).filter(which)) {
      written.delete(path.join(folder, name));
      await rm(path.join(folder, name), { force: true });
    }
  };

  return {
    keep: (proof, copy) =>
      inTurn(copy.mac, async () => {
        const ending = nameOf(proof);
        const name = `${copy.mac}-${copy.sessionId}-${ending}`;
        const file = path.join(folder, name);
        const digest = createHash('sha256').update(copy.contentType).update(copy.bytes).digest('hex');
        if (written.get(file) === digest) return;
        await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
        const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
        try {
          await writeFile(unfinished, encryptBytes(key, pack(copy)), { mode: FILE_MODE });
          await rename(unfinished, file);
        } catch (error) {
          // On a full disk each attempt would take a little of what is left.
          await rm(unfinished, { force: true });
          throw error;
        }
        written.set(file, digest);
        // What another session got by the same proof must not be found any more.
        await remove(
          (other) => other !== name && other.startsWith(`${copy.mac}-`) && other.endsWith(`-${ending}`),
        );
      }),
    async find(proof) {
      const ending = `-${nameOf(proof)}`;
      const name = (await list(folder)).find((candidate) => candidate.endsWith(ending));
      if (name === undefined) return null;
      const packed = decryptBytes(key, await readFile(path.join(folder, name)));
      if (packed === null) throw new Error('the cached config was encrypted with another key, or is damaged');
      return unpack(packed);
    },
    forget: (mac) => inTurn(mac, () => remove((name) => name.startsWith(`${mac}-`))),
    async purgeEnded(active) {
      // Listed before it is asked: what a session that begins meanwhile keeps is not among them.
      const names = await list(folder);
      if (names.length === 0) return;
      const good = (await active()).map(({ mac, id }) => `${mac}-${id}-`);
      const ended = names.filter((name) => !good.some((beginning) => name.startsWith(beginning)));
      for (const name of ended) await inTurn(macIn(name), () => remove((each) => each === name));
    },
  };
}

/** One thing after the other for each phone: what is forgotten must not be written by a keep that began before. */
function createTurns() {
  const last = new Map<string, Promise<void>>();
  return (mac: string, work: () => Promise<void>): Promise<void> => {
    const turn = (last.get(mac) ?? Promise.resolve()).then(work, work);
    last.set(mac, turn);
    const leave = () => {
      if (last.get(mac) === turn) last.delete(mac);
    };
    turn.then(leave, leave);
    return turn;
  };
}

/** Neither the token nor the address stands in the name of a file. */
function nameOf({ file, tokenText, address }: FetchProof): string {
  const proof = tokenText === null ? `address ${address}` : `token ${tokenText}`;
  return createHash('sha256').update(`${proof}\n${file.toLowerCase()}`).digest('hex');
}

/** The MAC at the beginning of the name of a copy. */
function macIn(name: string): string {
  return name.split('-', 1)[0] ?? name;
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
}

function pack({ mac, sessionId, contentType, bytes }: CachedConfig): Buffer {
  return Buffer.from(JSON.stringify({ mac, sessionId, contentType, bytes: bytes.toString('base64') }));
}

function unpack(packed: Buffer): CachedConfig {
  const { mac, sessionId, contentType, bytes } = JSON.parse(packed.toString('utf8'));
  return { mac, sessionId, contentType, bytes: Buffer.from(bytes, 'base64') };
}
