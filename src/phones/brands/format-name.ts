/**
 * The formats of config files. Each has a writer in provisioning/formats that owns its first line, spaces and escaping:
 * `key-value` is Yealink's `#!version` line and `name = value`, not every `name=value`. A vendor whose example differs in a
 * byte needs a format of its own.
 */
export type FormatName =
  | 'attributes'
  | 'cnf-xml'
  | 'digium-config'
  | 'dls-items'
  | 'flat-profile'
  | 'gs-provision'
  | 'hl-provision'
  | 'key-value'
  | 'lpconfig'
  | 'quoted-lines'
  | 'module-lines'
  | 'nvm-params'
  | 'sys-conf'
  | 'colon-lines'
  | 'snom-settings';
