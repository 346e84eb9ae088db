import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Session, SipAccount } from '../../desk/model';
import { decryptBytes, deriveKey, encryptBytes } from '../../lib/encryption';
import { isMissingFile } from '../../lib/errors';
import type { Mac } from '../../lib/mac';

/** The last config that a phone got for a request. */
export interface CachedConfig {
  readonly mac: Mac;
  readonly sessionId: string;
  /** The brand as which the phone asked. */
  readonly brand: string;
  /** The SIP account in the config. */
  readonly endpoint: string;
  readonly technology: SipAccount['technology'];
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What a request must have to get a copy: the session token, or the MAC and the address. */
export type FetchProof = { readonly tokenText: string } | { readonly mac: Mac; readonly address: string };

/**
 * Stores the last config of each phone on disk, so that phones boot during a database outage. Copies contain SIP
 * secrets: they are encrypted with a key of the service, and found only by the same proof. A session has few of them,
 * whatever names of files its phone asks for.
 */
export interface ConfigCache {
  store(proof: FetchProof, copy: CachedConfig): Promise<void>;
  find(proof: FetchProof): Promise<CachedConfig | null>;
  /** Removes the copies of a phone's ended sessions; null: all of them, because nobody is logged in there. */
  purge(mac: Mac, activeSessionId: string | null): Promise<void>;
  /** Removes the copies of sessions that are no longer active: another instance may have ended them. */
  purgeEnded(active: () => Promise<readonly ActiveSession[]>): Promise<void>;
}

export type ActiveSession = Pick<Session, 'id' | 'mac'>;

/** Only the service's user may read the copies. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** One for the token, the others for addresses: DHCP may give a phone several ones during its session. */
const MAX_COPIES_OF_SESSION = 4;

/** What the name of a copy's file says. */
interface CopyFile {
  readonly name: string;
  readonly mac: string;
  readonly sessionId: string;
}

export function createConfigCache(folder: string, serviceKey: Buffer): ConfigCache {
  const key = deriveKey(serviceKey, 'cached configs');
  // The files by the hash of their proof, oldest first. The folder is read once: only this object changes it.
  let index: Promise<Map<string, CopyFile>> | null = null;
  // Avoids writing an unchanged file at every fetch.
  const written = new Map<string, string>();
  const inOrder = createQueuePerPhone();
  const copies = (): Promise<Map<string, CopyFile>> => {
    index ??= readIndex(folder).catch((error: unknown) => {
      index = null;
      throw error;
    });
    return index;
  };
  const remove = async (which: (file: CopyFile) => boolean): Promise<void> => {
    const files = await copies();
    for (const [hash, file] of [...files].filter(([, each]) => which(each))) {
      await rm(path.join(folder, file.name), { force: true });
      if (files.get(hash) === file) files.delete(hash);
      written.delete(file.name);
    }
  };
  const removeOldest = async ({ mac, sessionId }: CachedConfig): Promise<void> => {
    const own = [...(await copies()).values()].filter(
      (file) => file.mac === mac && file.sessionId === sessionId,
    );
    const surplus = own.slice(0, Math.max(0, own.length - MAX_COPIES_OF_SESSION));
    await remove((file) => surplus.includes(file));
  };

  return {
    store: (proof, copy) =>
      inOrder(copy.mac, async () => {
        const hash = hashOf(proof);
        const file = {
          name: `${copy.mac}-${copy.sessionId}-${hash}`,
          mac: copy.mac,
          sessionId: copy.sessionId,
        };
        const digest = createHash('sha256')
          .update(`${copy.brand}\n${copy.contentType}\n`)
          .update(copy.bytes)
          .digest('hex');
        if (written.get(file.name) === digest) return;
        await writeWhole(folder, file.name, encryptBytes(key, pack(copy)));
        const files = await copies();
        const earlier = files.get(hash);
        // The same proof must no longer find the copy of an earlier session.
        if (earlier && earlier.name !== file.name) await remove((each) => each === earlier);
        files.delete(hash);
        files.set(hash, file);
        written.set(file.name, digest);
        await removeOldest(copy);
      }),
    async find(proof) {
      const file = (await copies()).get(hashOf(proof));
      if (!file) return null;
      const encrypted = await readIfThere(path.join(folder, file.name));
      // Null for a copy that is damaged, or was encrypted with an earlier secret.key.
      const packed = encrypted && decryptBytes(key, encrypted);
      return packed && unpack(packed);
    },
    purge: (mac, activeSessionId) =>
      inOrder(mac, () => remove((file) => file.mac === mac && file.sessionId !== activeSessionId)),
    async purgeEnded(active) {
      // List first: copies of sessions that begin in between must not be removed.
      const files = [...(await copies()).values()];
      if (files.length === 0) return;
      const valid = new Set((await active()).map(({ mac, id }) => `${mac}-${id}`));
      const ended = files.filter(({ mac, sessionId }) => !valid.has(`${mac}-${sessionId}`));
      for (const file of ended) await inOrder(file.mac, () => remove((each) => each === file));
    },
  };
}

/** The copies in the folder, oldest first. What is no copy, such as a partial file of a killed process, is removed. */
async function readIndex(folder: string): Promise<Map<string, CopyFile>> {
  const found: (CopyFile & { readonly hash: string; readonly writtenAt: number })[] = [];
  for (const name of await list(folder)) {
    const { mac, sessionId, hash } = COPY_NAME.exec(name)?.groups ?? {};
    const file = path.join(folder, name);
    if (mac === undefined || sessionId === undefined || hash === undefined) await rm(file, { force: true });
    else found.push({ name, mac, sessionId, hash, writtenAt: (await stat(file)).mtimeMs });
  }
  found.sort((a, b) => a.writtenAt - b.writtenAt);
  return new Map(found.map(({ hash, name, mac, sessionId }) => [hash, { name, mac, sessionId }]));
}

/** MAC, session and the hash of the proof. */
const COPY_NAME = /^(?<mac>[0-9a-f]{12})-(?<sessionId>.+)-(?<hash>[0-9a-f]{64})$/;

/** Replaces a file as a whole, or leaves what was there. */
async function writeWhole(folder: string, name: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const file = path.join(folder, name);
  const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(unfinished, bytes, { mode: FILE_MODE });
    await rename(unfinished, file);
  } catch (error) {
    // A partial file would use up the last space of a full disk.
    await rm(unfinished, { force: true });
    throw error;
  }
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
function hashOf(proof: FetchProof): string {
  const text = 'address' in proof ? `address ${proof.mac} ${proof.address}` : `token ${proof.tokenText}`;
  return createHash('sha256').update(text).digest('hex');
}

/** Null when the file is gone: a session may end while its copy is read. */
async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
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
