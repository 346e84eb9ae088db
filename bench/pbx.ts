import { type PbxRows, pjsipDevice, pjsipSettings, sampleSecret } from '../sql/freepbx/rows';
import { sampleVoicemailConf } from '../sql/freepbx/sample';
import type { LabExtension } from '../test/lab/asterisk';

/** An extension of the PBX that is measured. */
export interface BenchExtension {
  readonly number: string;
  readonly name: string;
  readonly pin: string;
}

const FIRST = 3001;

/** So many extensions with mailboxes, from 3001 on. */
export function benchExtensions(count: number): BenchExtension[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(FIRST + index);
    return { number, name: `Desk ${number}`, pin: `7${number.slice(1)}` };
  });
}

/** Them as rows of FreePBX's tables. */
export function freepbxRows(extensions: readonly BenchExtension[]): PbxRows {
  return {
    users: extensions.map(({ number, name }) => ({ extension: number, name, voicemail: 'default' })),
    devices: extensions.map(({ number, name }) => pjsipDevice(number, name)),
    sip: extensions.flatMap(({ number }) => pjsipSettings(number, `${number}@default`)),
  };
}

/** Them as endpoints of Asterisk, with the secrets that FreePBX's tables say. */
export function asteriskExtensions(extensions: readonly BenchExtension[]): LabExtension[] {
  return extensions.map(({ number, name }) => ({ number, name, secret: sampleSecret(number) }));
}

/** The sample PBX's mailboxes and theirs. */
export function voicemailConf(extensions: readonly BenchExtension[]): string {
  const lines = extensions.map(
    ({ number, pin, name }) => `${number}=${pin},${name},,,attach=no|saycid=no|envelope=no|delete=no`,
  );
  return `${sampleVoicemailConf()}${lines.join('\n')}\n`;
}
