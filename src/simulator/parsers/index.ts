import type { Parameters } from '../../phones/brand';
import type { FormatName } from '../../phones/provisioning/formats';
import { parseAttributes } from './attributes';
import { parseColonLines } from './colon-lines';
import { parseFlatProfile } from './flat-profile';
import { parseGsProvision } from './gs-provision';
import { parseHlProvision } from './hl-provision';
import { parseKeyValue } from './key-value';
import { parseLpconfig } from './lpconfig';
import { parseSnomSettings } from './snom-settings';
import { parseSysConf } from './sys-conf';

/**
 * Reads the bytes of a config file as a phone does. Values come as they stand in the file.
 * @throws UnreadableFile when a phone would not take the file.
 */
export type FormatParser = (bytes: Uint8Array) => Parameters;

/** One parser for each format, none of which shares code with the writer of that format. */
export const FORMAT_PARSERS: Readonly<Record<FormatName, FormatParser>> = {
  attributes: parseAttributes,
  'flat-profile': parseFlatProfile,
  'gs-provision': parseGsProvision,
  'hl-provision': parseHlProvision,
  'key-value': parseKeyValue,
  'colon-lines': parseColonLines,
  lpconfig: parseLpconfig,
  'sys-conf': parseSysConf,
  'snom-settings': parseSnomSettings,
};
