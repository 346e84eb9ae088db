import type { Knex } from 'knex';
import type { AdminTransaction } from '../admin/ports/store';
import type { Phone, Via } from '../desk/model';
import type { DeskSettings } from '../desk/settings';
import { clearFailures } from './attempts';
import { appendAudit } from './audit';
import { lockHotdeskPin, removeHotdeskPin, storeHotdeskPin } from './hotdesk-pins';
import { inQueue, type JobRow, toPendingJob } from './jobs';
import { addKey, lockKeys, revokeKey } from './keys';
import {
  fromMapping,
  fromTemplate,
  type MappingRow,
  type PhoneRow,
  type SessionRow,
  type TemplateRow,
  toMapping,
  toPhone,
  toTemplate,
} from './rows';
import { readSettings, writeSettings } from './settings';

/** The admin API's view of one transaction. Reads lock their rows until it ends. */
export function adminTransaction(trx: Knex.Transaction, defaults?: DeskSettings): AdminTransaction {
  const templates = () => trx<TemplateRow>('hotdesk_templates');
  const mappings = () => trx<MappingRow>('hotdesk_mappings');
  const phones = () => trx<PhoneRow>('hotdesk_phones');
  return {
    settings: () => readSettings(trx, defaults),
    writeSettings: (change) => writeSettings(trx, change),
    async holdSessions() {
      // A login locks the row of its phone before it reads the settings, see begin-session.ts.
      await phones().orderBy('mac').forUpdate().select('mac');
      const vias = await trx<SessionRow>('hotdesk_sessions').whereNotNull('active_mac').select('via');
      const count = (via: Via) => vias.filter((row) => row.via === via).length;
      return { internal: count('internal'), external: count('external') };
    },

    async template(id) {
      const row = await templates().where({ id }).forUpdate().first();
      return row ? toTemplate(row) : null;
    },
    async templateNamed(brand, name) {
      const row = await templates().where({ brand, name }).forUpdate().first();
      return row ? toTemplate(row) : null;
    },
    async addTemplate(template) {
      if (template.isDefault) await clearDefaultTemplate(trx, template.brand);
      const [id] = await templates().insert(fromTemplate(template));
      return { ...template, id: idOf(id) };
    },
    async replaceTemplate(template) {
      if (template.isDefault) await clearDefaultTemplate(trx, template.brand);
      await templates().where({ id: template.id }).update(fromTemplate(template));
    },
    async removeTemplate(id) {
      await templates().where({ id }).delete();
    },
    async countMappingsTo(templateId) {
      const row = await mappings().where({ template_id: templateId }).count({ number: '*' }).first();
      return Number(row?.number ?? 0);
    },

    async mapping(id) {
      const row = await mappings().where({ id }).forUpdate().first();
      return row ? toMapping(row) : null;
    },
    async sameMapping(mapping) {
      const { extension, brand, model, mac } = fromMapping(mapping);
      const row = await mappings().where({ extension, brand, model, mac }).forUpdate().first();
      return row ? toMapping(row) : null;
    },
    async addMapping(mapping) {
      const [id] = await mappings().insert(fromMapping(mapping));
      return { ...mapping, id: idOf(id) };
    },
    async replaceMapping(mapping) {
      await mappings().where({ id: mapping.id }).update(fromMapping(mapping));
    },
    async removeMapping(id) {
      await mappings().where({ id }).delete();
    },

    async phone(mac) {
      const row = await phones().where({ mac }).forUpdate().first();
      return row ? toPhone(row) : null;
    },
    async addPhone(phone) {
      await phones().insert(fromPhone(phone));
    },
    async relabelPhone(mac, label) {
      await phones().where({ mac }).update({ label });
    },
    async isPhoneBusy(mac) {
      const session = await trx<SessionRow>('hotdesk_sessions')
        .where({ active_mac: mac })
        .forUpdate()
        .first();
      const job = await trx('hotdesk_jobs').where({ mac }).modify(inQueue, 'phones').first('id');
      return { inUse: session !== undefined, jobsWait: job !== undefined };
    },
    async removePhone(mac) {
      // Webhooks about its sessions are still delivered.
      await trx('hotdesk_jobs').where({ mac }).modify(inQueue, 'phones').delete();
      await phones().where({ mac }).delete();
    },

    hotdeskPin: (extension) => lockHotdeskPin(trx, extension),
    setHotdeskPin: (pin) => storeHotdeskPin(trx, pin),
    removeHotdeskPin: (extension) => removeHotdeskPin(trx, extension),
    clearFailures: (subjects) => clearFailures(trx, subjects),

    async removeJob(id) {
      const row = await trx<JobRow>('hotdesk_jobs').where({ id }).forUpdate().first();
      if (!row) return null;
      await trx('hotdesk_jobs').where({ id }).delete();
      return { ...toPendingJob(row), lastError: row.last_error };
    },

    keys: () => lockKeys(trx),
    addKey: (key) => addKey(trx, key),
    revokeKey: (id, at) => revokeKey(trx, id, at),

    addAudit: (entry) => appendAudit(trx, entry),
  };
}

/** The database allows one default template per brand, so the previous one is cleared first. */
async function clearDefaultTemplate(trx: Knex.Transaction, brand: string): Promise<void> {
  await trx<TemplateRow>('hotdesk_templates').where({ default_of: brand }).update({ default_of: null });
}

function idOf(inserted: number | undefined): number {
  if (inserted === undefined) throw new Error('the database returned no id for the new row');
  return Number(inserted);
}

function fromPhone(phone: Phone): PhoneRow {
  return {
    mac: phone.mac,
    brand: phone.brand,
    model: phone.model,
    firmware: phone.firmware,
    label: phone.label,
    created_at: phone.createdAt,
    seen_at: phone.lastSeen?.at ?? null,
    seen_address: phone.lastSeen?.address ?? null,
    link_token_id: phone.linkTokenId,
    link_used: phone.linkUsed,
  };
}
