/** A setting that is wrong or missing. The message is one sentence that names the setting, and never a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
