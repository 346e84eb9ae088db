import type { Parameters } from '../../brand';
import { writeHlProvision } from './hl-provision';
import { writeKeyValue } from './key-value';
import { writeLpconfig } from './lpconfig';

export type FormatName = 'hl-provision' | 'key-value' | 'lpconfig';

/** Turns vendor parameters into the bytes of a file, and owns the escaping. */
export type FormatWriter = (parameters: Parameters) => Buffer;

export const FORMAT_WRITERS: Readonly<Record<FormatName, FormatWriter>> = {
  'hl-provision': writeHlProvision,
  'key-value': writeKeyValue,
  lpconfig: writeLpconfig,
};
