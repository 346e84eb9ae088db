import type { FormatName } from '../../brands/format-name';
import type { Parameters } from '../../brands/parameters';
import { writeAttributes } from './attributes';
import { writeCnfXml } from './cnf-xml';
import { writeColonLines } from './colon-lines';
import { writeDigiumConfig } from './digium-config';
import { writeDlsItems } from './dls-items';
import { writeFlatProfile } from './flat-profile';
import { writeGsProvision } from './gs-provision';
import { writeHlProvision } from './hl-provision';
import { writeKeyValue } from './key-value';
import { writeLpconfig } from './lpconfig';
import { writeModuleLines } from './module-lines';
import { writeNvmParams } from './nvm-params';
import { writeQuotedLines } from './quoted-lines';
import { writeSnomSettings } from './snom-settings';
import { writeSysConf } from './sys-conf';

/** Writes vendor parameters as the bytes of a config file, with all escaping. */
export type FormatWriter = (parameters: Parameters) => Buffer;

export const FORMAT_WRITERS: Readonly<Record<FormatName, FormatWriter>> = {
  attributes: writeAttributes,
  'cnf-xml': writeCnfXml,
  'digium-config': writeDigiumConfig,
  'dls-items': writeDlsItems,
  'flat-profile': writeFlatProfile,
  'gs-provision': writeGsProvision,
  'hl-provision': writeHlProvision,
  'key-value': writeKeyValue,
  'colon-lines': writeColonLines,
  lpconfig: writeLpconfig,
  'quoted-lines': writeQuotedLines,
  'module-lines': writeModuleLines,
  'nvm-params': writeNvmParams,
  'sys-conf': writeSysConf,
  'snom-settings': writeSnomSettings,
};

/** Valid parameter names of each format: an admin's override must neither break the file nor be ambiguous. */
export const PARAMETER_NAMES: Readonly<Record<FormatName, RegExp>> = {
  attributes: /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/,
  'cnf-xml':
    /^(?!versionStamp$)(?=.{1,128}$)((line|member|phoneService)\[\d{1,3}\]|(?!(line|member|phoneService)(\/|$))[A-Za-z]\w*)(\/((line|member|phoneService)\[\d{1,3}\]|(?!(line|member|phoneService)(\/|$))[A-Za-z]\w*))*$/,
  'digium-config':
    /^(setting\/[a-z0-9][a-z0-9_]{0,63}|account\/[0-5]\/(host_primary\/[a-z_]{1,32}|(?!index$)[a-z_]{1,32}))$/i,
  'dls-items': /^[A-Za-z][A-Za-z0-9-]{0,63}(\[(0|[1-9]\d{0,3})\])?$/,
  'flat-profile': /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/,
  'gs-provision': /^[A-Za-z][A-Za-z0-9_.]{0,127}$/,
  'hl-provision': /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  'key-value': /^[A-Za-z0-9_.-]{1,128}$/,
  'snom-settings': /^(fkey\/\d{1,3}(\/label)?|(?!fkey)[a-z][a-z0-9_-]{0,63}(\/\d{1,3})?)$/i,
  'colon-lines': /^[a-z0-9](?:[a-z0-9 _|[\]-]{0,126}[a-z0-9])?$/i,
  'module-lines': /^[A-Z][\w .-]{0,40}[\w.]\/(--[\w .-]{1,20}--\/)?[A-Z][\w .-]{0,38}[\w.]$/i,
  'nvm-params': /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/,
  'quoted-lines': /^[A-Z][A-Z0-9_]{0,31}$/,
  lpconfig: /^[a-z0-9_]{1,32}\/[a-z0-9_]{1,64}$/i,
  'sys-conf': /^(?!Version$)(?=.{1,128}$)[A-Za-z][\w-]*(\[\d{1,3}\])?(\/[A-Za-z][\w-]*(\[\d{1,3}\])?)*$/,
};
