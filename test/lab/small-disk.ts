import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { errorText } from '../../src/lib/errors';

/** A small file system of its own, which a test can fill completely. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it to the last byte, with one file that grows when called again. */
  fill(): void;
  /** Removes that file. */
  free(): void;
  isFull(): boolean;
  setReadOnly(on: boolean): void;
  /** Removes the file system, also while a process still has files open there. */
  remove(): void;
}

/** Whether this machine allows mounts: some containers run as root without that right. */
function canMount(): boolean {
  try {
    mountSmallDisk('64k').remove();
    return true;
  } catch (error) {
    process.stderr.write(
      `suites that need a small disk are skipped, because mount fails: ${errorText(error)}\n`,
    );
    return false;
  }
}

/** For suites on a small disk: skipped where there can be none, unless the lab is required. */
export const describeOnSmallDisk =
  process.env.HOTDESK_LAB === 'required' || canMount() ? describe : describe.skip;

/** Mounts a tmpfs. `size` as mount knows it, such as `64k`. @throws Error where this machine allows no mount */
export function mountSmallDisk(size: string): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder]);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const filler = path.join(folder, 'filler');
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    fill() {
      for (let free = freeBytes(); free > 0; free = freeBytes())
        writeFileSync(filler, Buffer.alloc(free), { flag: existsSync(filler) ? 'a' : 'w' });
    },
    free: () => rmSync(filler, { force: true }),
    isFull: () => freeBytes() === 0,
    setReadOnly: (on) => {
      execFileSync('mount', ['-o', `remount,${on ? 'ro' : 'rw'}`, folder]);
    },
    remove() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
