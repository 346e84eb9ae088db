import type { Parameters } from '../../brand';
import { writeAttributes } from './attributes';
import { writeColonLines } from './colon-lines';
import { writeFlatProfile } from './flat-profile';
import { writeGsProvision } from './gs-provision';
import { writeHlProvision } from './hl-provision';
import { writeKeyValue } from './key-value';
import { writeLpconfig } from './lpconfig';
import { writeSnomSettings } from './snom-settings';
import { writeSysConf } from './sys-conf';

export type FormatName =
  | 'attributes'
  | 'flat-profile'
  | 'gs-provision'
  | 'hl-provision'
  | 'key-value'
  | 'lpconfig'
  | 'sys-conf'
  | 'colon-lines'
  | 'snom-settings';

/** Turns vendor parameters into the bytes of a file, and owns the escaping. */
export type FormatWriter = (parameters: Parameters) => Buffer;

export const FORMAT_WRITERS: Readonly<Record<FormatName, FormatWriter>> = {
  attributes: writeAttributes,
  'flat-profile': writeFlatProfile,
  'gs-provision': writeGsProvision,
  'hl-provision': writeHlProvision,
  'key-value': writeKeyValue,
  'colon-lines': writeColonLines,
  lpconfig: writeLpconfig,
  'sys-conf': writeSysConf,
  'snom-settings': writeSnomSettings,
};

/** How a parameter may be named, so that an admin's override can neither break a file nor name two things. */
export const PARAMETER_NAMES: Readonly<Record<FormatName, RegExp>> = {
  attributes: /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/,
  'flat-profile': /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/,
  'gs-provision': /^[A-Za-z][A-Za-z0-9_.]{0,127}$/,
  'hl-provision': /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  'key-value': /^[A-Za-z0-9_.-]{1,128}$/,
  'snom-settings': /^(fkey\/\d{1,3}(\/label)?|(?!fkey)[a-z][a-z0-9_-]{0,63}(\/\d{1,3})?)$/i,
  'colon-lines': /^[a-z0-9](?:[a-z0-9 _|[\]-]{0,126}[a-z0-9])?$/i,
  lpconfig: /^[a-z0-9_]{1,32}\/[a-z0-9_]{1,64}$/i,
  'sys-conf': /^(?!Version$)(?=.{1,128}$)[A-Za-z][\w-]*(\[\d{1,3}\])?(\/[A-Za-z][\w-]*(\[\d{1,3}\])?)*$/,
};
