import { phpAssignments } from './php-assignments';

/** The connection of FreePBX's database, from /etc/freepbx.conf. */
export interface FreepbxDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The Unix socket to use instead of host and port, if set. */
  readonly socketPath?: string;
}

/** An invalid freepbx.conf. The message says what is wrong, and never has a password. */
export class FreepbxConfError extends Error {
  override readonly name = 'FreepbxConfError';
}

const ENGINES = ['mysql', 'mariadb'];

/** Parses the database connection from the text of a freepbx.conf, without PHP. Errors: FreepbxConfError. */
export function parseFreepbxConf(text: string): FreepbxDatabase {
  const assigned = phpAssignments(text, 'amp_conf');
  const setting = (key: string): string | null => {
    const value = assigned.get(key);
    if (value === undefined) return null;
    if (value === 'dynamic') throw new FreepbxConfError(`$amp_conf['${key}'] is not a plain string`);
    return value.text;
  };

  const engine = setting('AMPDBENGINE') ?? 'mysql';
  if (!ENGINES.includes(engine.toLowerCase())) {
    throw new FreepbxConfError(`$amp_conf['AMPDBENGINE'] is "${engine}", and only mysql is supported`);
  }
  const socketPath = setting('AMPDBSOCK') ?? '';
  return {
    host: setting('AMPDBHOST') || 'localhost',
    port: portOf(setting('AMPDBPORT')),
    user: required('AMPDBUSER', setting('AMPDBUSER')),
    password: required('AMPDBPASS', setting('AMPDBPASS')),
    database: setting('AMPDBNAME') || 'asterisk',
    ...(socketPath === '' ? {} : { socketPath }),
  };
}

function required(key: string, value: string | null): string {
  if (value === null || value === '') throw new FreepbxConfError(`$amp_conf['${key}'] is missing`);
  return value;
}

function portOf(text: string | null): number {
  if (text === null || text === '') return 3306;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new FreepbxConfError(`$amp_conf['AMPDBPORT'] is "${text}", which is not a valid port`);
  }
  return port;
}
