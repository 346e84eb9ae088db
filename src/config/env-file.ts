import { errorCodeOrText, isMissingPath } from '../lib/errors';
import { ConfigError } from './config-error';
import type { Environment, ReadFile } from './environment';
import { SETTINGS } from './settings';

const { name: ENV_FILE } = SETTINGS.envFile;
const ASSIGNMENT = /^\s*(HOTDESK_[A-Z0-9_]+)\s*=(.*)$/;
const COMMENT_OR_BLANK = /^\s*(#.*)?$/;

/**
 * The environment with the settings of the file that HOTDESK_ENV_FILE names: those of the file win. No file is as good as an
 * empty one. @throws ConfigError for a file that cannot be read and for a line that is no setting; it shows no value
 */
export function withEnvFile(env: Environment, readFile: ReadFile): Environment {
  const file = env[ENV_FILE] || null;
  if (file === null) return env;
  const text = textOf(file, readFile);
  return text === null ? env : { ...env, ...parseEnvFile(text, `${ENV_FILE} (${file})`) };
}

/** The settings in the text of such a file. @throws ConfigError that names `file` and the line */
export function parseEnvFile(text: string, file: string): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (COMMENT_OR_BLANK.test(line)) continue;
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || name === ENV_FILE)
      throw new ConfigError(
        `${file}: line ${index + 1} is no setting; write HOTDESK_…=value, without quotes and without export.`,
      );
    settings[name] = value.trim();
  }
  return settings;
}

function textOf(file: string, readFile: ReadFile): string | null {
  try {
    return readFile(file);
  } catch (error) {
    if (isMissingPath(error)) return null;
    throw new ConfigError(
      `${ENV_FILE} (${file}) cannot be read (${errorCodeOrText(error)}): make it readable for the user of the service; ` +
        'on FreePBX `fwconsole chown` does that.',
    );
  }
}
