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

/** How a parameter may be named, so that an admin's override can neither break a file nor name two things. */
export const PARAMETER_NAMES: Readonly<Record<FormatName, RegExp>> = {
  'hl-provision': /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  'key-value': /^[A-Za-z0-9_.-]{1,128}$/,
  lpconfig: /^[a-z0-9_]{1,32}\/[a-z0-9_]{1,64}$/i,
};
