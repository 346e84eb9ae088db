import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { fillLabPbx, labVoicemailConf } from '../../sql/freepbx/lab-pbx';
import { createFreepbxTables } from '../../sql/freepbx/tables';
import { connectDatabase } from '../../src/store/database';
import { callAdminApi, LAB_ADMIN_KEY } from '../lab/admin-api';
import { type LabMariadb, type LabMariadbOptions, startMariadb } from '../lab/mariadb';
import { SILENT } from '../test-app';
import { buildService, type ChildService, startChildService } from '../trust/child-service';
import { openSqlProxy, type SqlProxy } from './sql-proxy';

/** The compiled service behind a proxy to a MariaDB of its own, without an Asterisk. */
export interface ChildLab {
  readonly mariadb: LabMariadb;
  readonly proxy: SqlProxy;
  /** A connection past the proxy, of a user whom `read_only` does not stop. */
  readonly db: Knex;
  start(settings?: Record<string, string>): Promise<ChildService>;
  close(): Promise<void>;
}

/** The settings without which no phone gets a config. */
export async function setAddresses(service: Pick<ChildService, 'adminPort'>): Promise<void> {
  const settings = { defaultLogin: true, internalAddress: '127.0.0.1', externalAddress: 'pbx.example.com' };
  const { status } = await callAdminApi(service, 'PATCH', '/api/v1/settings', settings);
  if (status !== 200) throw new Error(`the settings were not changed: ${status}`);
}

/** `read_only` stops this user, as it stops FreePBX's own. */
const USER = { name: 'plain', password: 'of-the-plain-user' };

export async function openChildLab(options?: LabMariadbOptions): Promise<ChildLab> {
  buildService();
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-child-lab-'));
  const mariadb = await startMariadb(options);
  const proxy = await openSqlProxy(mariadb);
  const database = await mariadb.createDatabase('asterisk');
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  await db.raw('CREATE USER ?@? IDENTIFIED BY ?', [USER.name, host, USER.password]);
  await db.raw('GRANT ALL PRIVILEGES ON ??.* TO ?@?', [database, USER.name, host]);
  await createFreepbxTables(db);
  await fillLabPbx(db, { AMPMGRUSER: 'hotdesk', AMPMGRPASS: 'nobody-listens', ASTMANAGERPORT: '9' });
  const voicemail = path.join(folder, 'voicemail.conf');
  writeFileSync(voicemail, labVoicemailConf());
  const services: ChildService[] = [];
  return {
    mariadb,
    proxy,
    db,
    async start(settings = {}) {
      mkdirSync(path.join(folder, 'data'), { recursive: true });
      const service = await startChildService(folder, {
        HOTDESK_DATABASE_URL: `mysql://${USER.name}:${USER.password}@${host}:${proxy.port}/${database}`,
        HOTDESK_ADMIN_KEY: LAB_ADMIN_KEY,
        HOTDESK_VOICEMAIL_CONF: voicemail,
        ...settings,
      });
      services.push(service);
      return service;
    },
    async close() {
      for (const service of services) await service.stop();
      await db.destroy();
      await proxy.close();
      await mariadb.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
