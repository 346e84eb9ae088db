import type { Knex } from 'knex';

/** How many statements the database has been sent so far, by anybody. */
export async function statements(db: Knex): Promise<number> {
  const [rows] = await db.raw<{ Value: string }[][]>("SHOW GLOBAL STATUS LIKE 'Questions'");
  return Number(rows?.[0]?.Value);
}
