import { createHash } from 'node:crypto';
import type { Parameters } from '../phones/brands/parameters';
import type { DeviceProfile, Reading } from './device-profile';
import { FORMAT_PARSERS } from './parsers';
import { UnreadableFile } from './parsers/unreadable-file';

/** A config file as it was fetched. */
export interface FetchedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What a phone keeps without power: its settings, and the sums of the files that they came from. */
export class PhoneMemory {
  private kept: Parameters = new Map();
  private sums = '';
  private understood: Reading;

  constructor(
    private readonly profile: DeviceProfile,
    private readonly model: string,
    private readonly onUnreadable: (problem: string) => void,
  ) {
    this.understood = profile.read(this.kept, model);
  }

  get parameters(): Parameters {
    return this.kept;
  }

  get reading(): Reading {
    return this.understood;
  }

  /** Takes files in their order, the last one wins. Files that cannot be read are as if they were not there. */
  take(files: readonly FetchedFile[]): void {
    const readable = files.flatMap((file) => this.parsed(file));
    if (readable.length === 0) return;
    const sums = readable.map(({ name, sum }) => `${name} ${sum}`).join('\n');
    if (this.profile.skipsUnchanged && sums === this.sums) return;
    this.sums = sums;
    const settings = new Map(this.profile.keepsAbsent ? this.kept : []);
    for (const { parameters } of readable) {
      for (const [name, value] of parameters) settings.set(name, value);
    }
    this.kept = settings;
    this.understood = this.profile.read(settings, this.model);
  }

  /** Whether a file can be read. */
  canRead(file: FetchedFile): boolean {
    return this.parsed(file).length > 0;
  }

  private parsed({ name, bytes }: FetchedFile): { name: string; sum: string; parameters: Parameters }[] {
    try {
      const parameters = FORMAT_PARSERS[this.profile.reads](bytes);
      return [{ name, sum: createHash('md5').update(bytes).digest('hex'), parameters }];
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.onUnreadable(`${name} is ignored: ${error.message}`);
      return [];
    }
  }
}
