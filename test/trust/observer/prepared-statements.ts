import type { Knex } from 'knex';

/** Keeps the statements of an embedded database prepared: thousands of histories run the same ones. */
export async function keepStatements(db: Knex): Promise<void> {
  const connection = await db.client.acquireConnection();
  const prepare = connection.prepare.bind(connection);
  const prepared = new Map<string, unknown>();
  connection.prepare = (sql: string): unknown => {
    const statement = prepared.get(sql) ?? prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  db.client.releaseConnection(connection);
}
