import type { Knex } from 'knex';

/** How many statements the database has received so far, from all clients. */
export async function statements(db: Knex): Promise<number> {
  const [rows] = await db.raw<{ Value: string }[][]>("SHOW GLOBAL STATUS LIKE 'Questions'");
  return Number(rows?.[0]?.Value);
}

/** The codes of refused logins so far: `locked-out, locked-out`. All passwords of the load are right, so there should be none. */
export async function refusals(db: Knex): Promise<string> {
  const refused = db<{ action: string; details: string }>('hotdesk_audit').where({ action: 'login-refused' });
  return (await refused).map(({ details }) => String(JSON.parse(details).code)).join(', ');
}
