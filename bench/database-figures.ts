import type { Knex } from 'knex';

/** How many statements the database has been sent so far, by anybody. */
export async function statements(db: Knex): Promise<number> {
  const [rows] = await db.raw<{ Value: string }[][]>("SHOW GLOBAL STATUS LIKE 'Questions'");
  return Number(rows?.[0]?.Value);
}

/** The logins that were refused so far: `locked-out, locked-out`. All of the load are right, so there should be none. */
export async function refusals(db: Knex): Promise<string> {
  const refused = db<{ action: string; details: string }>('hotdesk_audit').where({ action: 'login-refused' });
  return (await refused).map(({ details }) => String(JSON.parse(details).code)).join(', ');
}
