import type { FormatName } from '../../phones/brands/format-name';
import type { Parameters } from '../../phones/brands/parameters';
import { parseAttributes } from './attributes';
import { parseCnfXml } from './cnf-xml';
import { parseColonLines } from './colon-lines';
import { parseDigiumConfig } from './digium-config';
import { parseDlsItems } from './dls-items';
import { parseFlatProfile } from './flat-profile';
import { parseGsProvision } from './gs-provision';
import { parseHlProvision } from './hl-provision';
import { parseKeyValue } from './key-value';
import { parseLpconfig } from './lpconfig';
import { parseModuleLines } from './module-lines';
import { parseNvmParams } from './nvm-params';
import { parseQuotedLines } from './quoted-lines';
import { parseSnomSettings } from './snom-settings';
import { parseSysConf } from './sys-conf';

/**
 * Reads a config file as a phone does. Values are those of the file.
 * @throws UnreadableFile when a phone would reject the file.
 */
export type FormatParser = (bytes: Uint8Array) => Parameters;

/** One parser per format. None shares code with the writer of its format. */
export const FORMAT_PARSERS: Readonly<Record<FormatName, FormatParser>> = {
  attributes: parseAttributes,
  'cnf-xml': parseCnfXml,
  'digium-config': parseDigiumConfig,
  'dls-items': parseDlsItems,
  'flat-profile': parseFlatProfile,
  'gs-provision': parseGsProvision,
  'hl-provision': parseHlProvision,
  'key-value': parseKeyValue,
  'colon-lines': parseColonLines,
  lpconfig: parseLpconfig,
  'quoted-lines': parseQuotedLines,
  'module-lines': parseModuleLines,
  'nvm-params': parseNvmParams,
  'sys-conf': parseSysConf,
  'snom-settings': parseSnomSettings,
};
