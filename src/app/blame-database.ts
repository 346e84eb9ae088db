import { ConfigError } from '../config/config-error';
import { errorText } from '../lib/errors';
import { DatabaseUnreachable, isOutage } from '../store/outage';

/** What says where the database's address comes from. */
interface DatabaseSource {
  readonly database: { readonly kind: 'mysql' | 'sqlite' };
  readonly given: { readonly databaseUrl: object | null };
}

/**
 * Does a step of the start that needs the database, and nothing else that can fail without an error of its own.
 * Errors: DatabaseUnreachable when it may succeed later; ConfigError, which names the setting of the database.
 */
export async function blameDatabase<T>(source: DatabaseSource, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (isOutage(error)) throw new DatabaseUnreachable(error);
    throw new ConfigError(`The database (${settingOf(source)}) cannot be used: ${errorText(error)}.`, {
      cause: error,
    });
  }
}

function settingOf({ database, given }: DatabaseSource): string {
  if (given.databaseUrl !== null) return 'HOTDESK_DATABASE_URL';
  return database.kind === 'mysql' ? 'HOTDESK_FREEPBX_CONF' : 'HOTDESK_DATA_DIR';
}
