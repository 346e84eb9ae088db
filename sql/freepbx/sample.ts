import type { Knex } from 'knex';
import { insertPbxRows, type PbxRows, pjsipDevice, pjsipSettings, sampleSecret } from './rows';

/** An extension of the sample PBX. `pin` is null when it has no mailbox. */
export interface SampleExtension {
  readonly number: string;
  readonly name: string;
  readonly pin: string | null;
  readonly secret: string;
  readonly maxContacts: number;
}

const FIRST_PLAIN_DESK = 1004;
const LAST_DESK = 1020;

/** The extensions of the sample PBX. 1002 may register twice: a desk phone and a softphone. */
export const SAMPLE_EXTENSIONS: readonly SampleExtension[] = [
  sampleExtension(1001, 'Alice Adams', '4711'),
  sampleExtension(1002, 'Bob Brown', '4712', 2),
  sampleExtension(1003, 'Carol Clark', null),
  ...Array.from({ length: LAST_DESK - FIRST_PLAIN_DESK + 1 }, (_, index) =>
    plainDesk(FIRST_PLAIN_DESK + index),
  ),
];

/** The sample PBX as rows of FreePBX's tables. */
export function samplePbxRows(): PbxRows {
  return {
    users: SAMPLE_EXTENSIONS.map(({ number, name, pin }) => ({
      extension: number,
      name,
      voicemail: pin === null ? 'novm' : 'default',
    })),
    devices: SAMPLE_EXTENSIONS.map(({ number, name }) => pjsipDevice(number, name)),
    sip: SAMPLE_EXTENSIONS.flatMap(({ number, pin, secret, maxContacts }) =>
      pjsipSettings(number, pin === null ? '' : `${number}@default`, secret, maxContacts),
    ),
  };
}

/** Fills empty FreePBX tables with the sample PBX. Does nothing if there are users already. */
export async function fillSamplePbx(db: Knex): Promise<void> {
  if (await db('users').first('extension')) return;
  await insertPbxRows(db, samplePbxRows());
  await db('admin').insert([
    { variable: 'version', value: '17.0.19' },
    { variable: 'need_reload', value: 'false' },
  ]);
}

/** The voicemail.conf of the sample PBX, as FreePBX writes it. */
export function sampleVoicemailConf(): string {
  return ['[general]', 'format=wav49|wav', 'attach=yes', '', '[default]', ...sampleMailboxLines(), ''].join(
    '\n',
  );
}

/** One line of voicemail.conf for each mailbox of the sample PBX. */
export function sampleMailboxLines(): readonly string[] {
  return SAMPLE_EXTENSIONS.flatMap(({ number, name, pin }) =>
    pin === null ? [] : [`${number}=${pin},${name},,,attach=no|saycid=no|envelope=no|delete=no`],
  );
}

function sampleExtension(number: number, name: string, pin: string | null, maxContacts = 1): SampleExtension {
  const text = String(number);
  return { number: text, name, pin, secret: sampleSecret(text), maxContacts };
}

function plainDesk(number: number): SampleExtension {
  return sampleExtension(number, `Desk ${number}`, `9${String(number).slice(-3)}`);
}
