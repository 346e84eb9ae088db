import { readConfig } from '../../src/app/config';
import { ConfigError } from '../../src/config/config-error';

/** Reads only these files. */
export function files(contents: Readonly<Record<string, string>> = {}): (path: string) => string {
  return (path) => {
    const text = contents[path];
    if (text !== undefined) return text;
    throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
  };
}

/** Reads files without permission. */
export function unreadable(): string {
  throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
}

/** The text of the error that this environment causes. */
export function configErrorOf(env: Readonly<Record<string, string>>, readFile = files()): string {
  try {
    readConfig(env, readFile);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return String((error as ConfigError).message);
  }
  throw new Error('nothing was wrong');
}
