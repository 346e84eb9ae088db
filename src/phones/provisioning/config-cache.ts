import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Session, SipAccount } from '../../desk/model';
import { decryptBytes, deriveKey, encryptBytes } from '../../lib/encryption';
import { isMissingFile } from '../../lib/errors';
import type { Mac } from '../../lib/mac';

/** The last config that a phone got for a request. */
export interface CachedConfig {
  readonly mac: Mac;
  readonly sessionId: string;
  /** The SIP account in the config. */
  readonly endpoint: string;
  readonly technology: SipAccount['technology'];
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What a request must match to get a copy: the file, and the session token or the address. */
export type FetchProof = { readonly file: string } & (
  | { readonly tokenText: string }
  | { readonly address: string }
);

/**
 * Stores the last config of each phone on disk, so that phones boot during a database outage. Copies contain SIP
 * secrets: they are encrypted with a key of the service, and found only by the same proof.
 */
export interface ConfigCache {
  store(proof: FetchProof, copy: CachedConfig): Promise<void>;
  find(proof: FetchProof): Promise<CachedConfig | null>;
  /** Removes all copies of a phone; for when a session begins or ends there. */
  purge(mac: Mac): Promise<void>;
  /** Removes the copies of sessions that are no longer active: another instance may have ended them. */
  purgeEnded(active: () => Promise<readonly ActiveSession[]>): Promise<void>;
}

export type ActiveSession = Pick<Session, 'id' | 'mac'>;

/** Only the service's user may read the copies. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export function createConfigCache(folder: string, serviceKey: Buffer): ConfigCache {
  const key = deriveKey(serviceKey, 'cached configs');
  // Avoids writing an unchanged file at every fetch.
  const written = new Map<string, string>();
  const inOrder = createQueuePerPhone();
  const remove = async (which: (name: string) => boolean): Promise<void> => {
    for (const name of (await list(folder)).filter(which)) {
      written.delete(path.join(folder, name));
      await rm(path.join(folder, name), { force: true });
    }
  };

  return {
    store: (proof, copy) =>
      inOrder(copy.mac, async () => {
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
          // A partial file would use up the last space of a full disk.
          await rm(unfinished, { force: true });
          throw error;
        }
        written.set(file, digest);
        // The same proof must no longer find the copy of an earlier session.
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
    purge: (mac) => inOrder(mac, () => remove((name) => name.startsWith(`${mac}-`))),
    async purgeEnded(active) {
      // List first: copies of sessions that begin in between must not be removed.
      const names = await list(folder);
      if (names.length === 0) return;
      const valid = (await active()).map(({ mac, id }) => `${mac}-${id}-`);
      const ended = names.filter((name) => !valid.some((beginning) => name.startsWith(beginning)));
      for (const name of ended) await inOrder(macIn(name), () => remove((each) => each === name));
    },
  };
}

/** Runs the work of each phone one after the other: a slow write must not bring back a copy that was purged. */
function createQueuePerPhone() {
  const last = new Map<string, Promise<void>>();
  return (mac: string, work: () => Promise<void>): Promise<void> => {
    const run = (last.get(mac) ?? Promise.resolve()).then(work, work);
    last.set(mac, run);
    const cleanUp = () => {
      if (last.get(mac) === run) last.delete(mac);
    };
    run.then(cleanUp, cleanUp);
    return run;
  };
}

/** A hash, so that the file name reveals neither token nor address. */
function nameOf(proof: FetchProof): string {
  const text = 'address' in proof ? `address ${proof.address}` : `token ${proof.tokenText}`;
  return createHash('sha256').update(`${text}\n${proof.file.toLowerCase()}`).digest('hex');
}

/** The MAC at the start of a copy's file name. */
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

function pack(copy: CachedConfig): Buffer {
  return Buffer.from(JSON.stringify({ ...copy, bytes: copy.bytes.toString('base64') }));
}

function unpack(packed: Buffer): CachedConfig {
  const copy = JSON.parse(packed.toString('utf8'));
  return { ...copy, bytes: Buffer.from(copy.bytes, 'base64') };
}
