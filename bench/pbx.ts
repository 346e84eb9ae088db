import { type PbxRows, pjsipDevice, pjsipSettings, sampleSecret } from '../sql/freepbx/rows';
import { sampleVoicemailConf } from '../sql/freepbx/sample';
import type { LabExtension } from '../test/lab/asterisk';

/** An extension of the measured PBX. */
export interface BenchExtension {
  readonly number: string;
  readonly name: string;
  readonly pin: string;
}

const FIRST = 3001;

/** `count` extensions with mailboxes, from 3001 on. */
export function benchExtensions(count: number): BenchExtension[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(FIRST + index);
    return { number, name: `Desk ${number}`, pin: `7${number.slice(1)}` };
  });
}

/** The rows of these extensions in FreePBX's tables. */
export function freepbxRows(extensions: readonly BenchExtension[]): PbxRows {
  return {
    users: extensions.map(({ number, name }) => ({ extension: number, name, voicemail: 'default' })),
    devices: extensions.map(({ number, name }) => pjsipDevice(number, name)),
    sip: extensions.flatMap(({ number }) => pjsipSettings(number, `${number}@default`)),
  };
}

/** These extensions as Asterisk endpoints, with the secrets of FreePBX's tables. */
export function asteriskExtensions(extensions: readonly BenchExtension[]): LabExtension[] {
  return extensions.map(({ number, name }) => ({ number, name, secret: sampleSecret(number) }));
}

/** voicemail.conf with the mailboxes of the sample PBX and of these extensions. */
export function voicemailConf(extensions: readonly BenchExtension[]): string {
  const lines = extensions.map(
    ({ number, pin, name }) => `${number}=${pin},${name},,,attach=no|saycid=no|envelope=no|delete=no`,
  );
  return `${sampleVoicemailConf()}${lines.join('\n')}\n`;
}
