/** A setting is wrong or missing. The message is one sentence that names the setting and contains no secret. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
}
