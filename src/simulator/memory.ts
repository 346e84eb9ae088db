import { createHash } from 'node:crypto';
import type { Parameters } from '../phones/brands/parameters';
import type { DeviceProfile, Reading } from './device-profile';
import { FORMAT_PARSERS } from './parsers';
import { UnreadableFile } from './parsers/unreadable-file';

/** A fetched config file. */
export interface FetchedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What survives a power loss: the settings and the checksums of the files they came from. */
export class PhoneMemory {
  private stored: Parameters = new Map();
  private checksums = '';
  private currentReading: Reading;

  constructor(
    private readonly profile: DeviceProfile,
    private readonly model: string,
    private readonly onUnreadable: (problem: string) => void,
  ) {
    this.currentReading = profile.read(this.stored, model);
  }

  get parameters(): Parameters {
    return this.stored;
  }

  get reading(): Reading {
    return this.currentReading;
  }

  /** Applies files in order; later values win. Ignores unreadable files. */
  applyFiles(files: readonly FetchedFile[]): void {
    const readable = files.flatMap((file) => this.parseFile(file));
    if (readable.length === 0) return;
    const checksums = readable.map(({ name, checksum }) => `${name} ${checksum}`).join('\n');
    if (this.profile.skipsUnchanged && checksums === this.checksums) return;
    this.checksums = checksums;
    const settings = new Map(this.profile.keepsAbsent ? this.stored : []);
    for (const { parameters } of readable) {
      for (const [name, value] of parameters) settings.set(name, value);
    }
    this.stored = settings;
    this.currentReading = this.profile.read(settings, this.model);
  }

  /** Whether the phone can read a file. */
  canRead(file: FetchedFile): boolean {
    return this.parseFile(file).length > 0;
  }

  private parseFile({
    name,
    bytes,
  }: FetchedFile): { name: string; checksum: string; parameters: Parameters }[] {
    try {
      const parameters = FORMAT_PARSERS[this.profile.reads](bytes);
      return [{ name, checksum: createHash('md5').update(bytes).digest('hex'), parameters }];
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.onUnreadable(`${name} is ignored: ${error.message}`);
      return [];
    }
  }
}
