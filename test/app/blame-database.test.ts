import { blameDatabase } from '../../src/app/blame-database';
import { ConfigError } from '../../src/config/config-error';
import { DatabaseUnreachable } from '../../src/store/outage';

const failing = (error: Error) => async (): Promise<never> => {
  throw error;
};

const given = (databaseUrl: object | null, kind: 'mysql' | 'sqlite' = 'mysql') => ({
  database: { kind },
  given: { databaseUrl },
});

test.each([
  [given({}), 'HOTDESK_DATABASE_URL'],
  [given(null), 'HOTDESK_FREEPBX_CONF'],
  [given(null, 'sqlite'), 'HOTDESK_DATA_DIR'],
])('a database that cannot be used is blamed on the setting that names it', async (config, setting) => {
  const blamed = blameDatabase(config, failing(new Error('tables of a newer version')));
  await expect(blamed).rejects.toThrow(ConfigError);
  await expect(blamed).rejects.toThrow(
    `The database (${setting}) cannot be used: tables of a newer version.`,
  );
});

test('what names its own setting keeps its text', async () => {
  const error = new ConfigError(
    '/data/first.key (in HOTDESK_DATA_DIR) cannot be read: it is a folder (EISDIR).',
  );
  await expect(blameDatabase(given({}), failing(error))).rejects.toBe(error);
});

test('a database that cannot be reached is retried', async () => {
  const error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  await expect(blameDatabase(given({}), failing(error))).rejects.toThrow(DatabaseUnreachable);
});
