import type { Knex } from 'knex';
import { fillSamplePbx, SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import { createFreepbxTables } from '../../sql/freepbx/tables';
import type { DeskSettings } from '../desk/settings';
import { hashPassword } from '../lib/passwords';
import { readInternalValue, writeInternalValueOnce, writeSettings } from '../store/settings';
import { VIRTUAL_PHONES } from './virtual-phones';

/** The public passwords of the sample PBX. Its PINs are public, too. */
export const SAMPLE_PASSWORDS = { userPassword: 'desk-user', adminPassword: 'desk-admin' };

/** What a user of the demo needs: the extensions, their PINs, the passwords and the phones. */
export const SAMPLE_FACTS = {
  extensions: SAMPLE_EXTENSIONS.map(({ number, name, pin }) => ({ number, name, pin })),
  ...SAMPLE_PASSWORDS,
  phones: VIRTUAL_PHONES.map(({ name, brand, model, mac }) => ({ name, brand, model, mac })),
};

/** Fills an embedded database once: the sample PBX, settings, and one default template per brand. */
export async function fillSampleDesk(db: Knex, brands: readonly { readonly id: string }[]): Promise<void> {
  if (!(await db.schema.hasTable('users'))) await createFreepbxTables(db);
  await fillSamplePbx(db);
  if ((await readInternalValue(db, 'sampleDesk')) !== null) return;
  await writeSettings(db, await sampleSettings());
  for (const { id } of brands) await addStandardTemplate(db, id);
  await writeInternalValueOnce(db, 'sampleDesk', 'filled');
}

async function sampleSettings(): Promise<Partial<DeskSettings>> {
  const [userPassword, adminPassword] = await Promise.all([
    hashPassword(SAMPLE_PASSWORDS.userPassword),
    hashPassword(SAMPLE_PASSWORDS.adminPassword),
  ]);
  return {
    defaultLogin: true,
    internalAddress: '127.0.0.1',
    externalAddress: 'pbx.example.com',
    passwordInput: 'text',
    // The sample PIN of 1012 is a sequence.
    weakVoicemailPins: 'everywhere',
    userPassword,
    adminPassword,
  };
}

async function addStandardTemplate(db: Knex, brand: string): Promise<void> {
  const keys = [
    { kind: 'line', value: '', label: '' },
    { kind: 'voicemail', value: '', label: 'Voicemail' },
    { kind: 'blf', value: '1002', label: 'Bob Brown' },
    { kind: 'login', value: '', label: '' },
  ];
  await db('hotdesk_templates')
    .insert({
      brand,
      name: 'standard',
      default_of: brand,
      settings: '{}',
      keys: JSON.stringify(keys),
      overrides: '{}',
    })
    .onConflict(['brand', 'name'])
    .ignore();
}
