/** The formats of config files: each has a writer in provisioning/formats. */
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
