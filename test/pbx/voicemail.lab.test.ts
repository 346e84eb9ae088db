import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { labVoicemailConf } from '../../sql/freepbx/lab-pbx';
import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import type { Mailbox } from '../../src/desk/model';
import { createFileMailboxes, type Mailboxes } from '../../src/pbx/mailboxes';
import { type LabAsterisk, startAsterisk } from '../lab/asterisk';
import { amiResponses, amiVariables } from './ami-requests';
import { embeddedPbx, recordedLog } from './support';

jest.setTimeout(120_000);

/** All of the syntax; FreePBX and admins use parts of it. */
const ODD_CONF = [
  '\uFEFF; comment',
  '[general]',
  'format = wav',
  'aliasescontext = aliases',
  '#include general.inc',
  '',
  '[aliases]',
  '5001@device = 5002@default',
  '[base](!)',
  '5101 => 9101,From a template',
  '[default](base)',
  '5002=4002',
  '  5003  =>  4003 , Spaces  ; and a comment',
  '5004 => -4004,Fixed',
  '5005=,No PIN',
  '5006=4006,Semicolon \\; in it,,,attach=yes',
  ';--',
  '5007=4007,In a block ;-- and a nested one --;',
  '--; 5008=4008,Behind a block ;-- again --;',
  ';--- 5009=4009,A plain comment',
  '5010=4010,First',
  '5010=4999,Second',
  '5011=40',
  '5011 += 11',
  '#include part-*.inc',
  '5012=4012,After the include',
  '#tryinclude not-there.inc',
  '#include "quoted.inc"',
  '[sales]',
  '5002=7002',
  '[default](+)',
  '5013=4013,Added later',
  '[DEFAULT]',
  '5014=4014,Another section of that name',
  '',
].join('\n');

const ODD_FILES = {
  'general.inc': 'maxmsg=100\nminsecs=2\n',
  'part-b.inc': '5021=4021\n',
  'part-a.inc': '5020=4020\n[late]\n5022=4022\n',
  'quoted.inc': '5023=4023\n',
};

const ODD_NUMBERS = ['5001', '5101', ...range(5002, 5014), ...range(5020, 5023)];
const LAB_NUMBERS = [...SAMPLE_EXTENSIONS.map(({ number }) => number), ...range(2001, 2021), '9007'];

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

/** The mailboxes of Asterisk's own voicemail, as `number@context pin`. */
async function inAsterisk(asterisk: LabAsterisk, addresses: readonly string[]): Promise<readonly string[]> {
  const ask = (attribute: string) =>
    amiVariables(
      asterisk.ami,
      addresses.map((address) => `VM_INFO(${address},${attribute})`),
    );
  const [exists, passwords] = await Promise.all([ask('exists'), ask('password')]);
  return addresses.flatMap((address, index) =>
    // Asterisk ignores a leading dash when it compares.
    exists[index] === '1' ? [`${address} ${(passwords[index] ?? '').replace(/^-/, '')}`] : [],
  );
}

async function inOurs(mailboxes: Mailboxes, addresses: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const [number = '', context = ''] = address.split('@');
    const mailbox: Mailbox | null = await mailboxes.find({ number, context });
    if (mailbox) found.push(`${address} ${mailbox.pin}`);
  }
  return found;
}

describe.each([22, 16] as const)('voicemail.conf on Asterisk %i', (version) => {
  async function onAsterisk(
    files: { voicemail: string; extraConf?: Readonly<Record<string, string>> },
    test: (asterisk: LabAsterisk, mailboxes: Mailboxes) => Promise<void>,
  ): Promise<void> {
    const asterisk = await startAsterisk({ version, extensions: [], ...files });
    const db = await embeddedPbx();
    try {
      const inEtc = (name: string) => path.join(asterisk.etcDir, name);
      const where = {
        path: inEtc('voicemail.conf'),
        spoolDir: asterisk.spoolDir,
        extconfig: inEtc('extconfig.conf'),
      };
      await test(asterisk, createFileMailboxes({ files: where, db, log: recordedLog() }));
    } finally {
      await db.destroy();
      await asterisk.stop();
    }
  }

  it('has the same mailboxes and PINs of the lab PBX for us as for Asterisk', async () => {
    // Not the context of the aliases: Asterisk follows those only for the message lamp.
    const contexts = ['default', 'sales', 'general', 'nowhere'];
    const addresses = LAB_NUMBERS.flatMap((number) => contexts.map((context) => `${number}@${context}`));
    await onAsterisk({ voicemail: labVoicemailConf() }, async (asterisk, mailboxes) => {
      const ours = await inOurs(mailboxes, addresses);
      expect(ours).toEqual(await inAsterisk(asterisk, addresses));
      expect(ours).toContain('1001@default 4711');
      expect(ours).toContain('2001@sales 9901');
    });
  });

  it('is read as Asterisk reads it, in all of its syntax', async () => {
    const contexts = ['default', 'sales', 'late', 'base', 'aliases'];
    const addresses = ODD_NUMBERS.flatMap((number) => contexts.map((context) => `${number}@${context}`));
    await onAsterisk({ voicemail: ODD_CONF, extraConf: ODD_FILES }, async (asterisk, mailboxes) => {
      const ours = await inOurs(mailboxes, addresses);
      expect(ours).toEqual(await inAsterisk(asterisk, addresses));
      expect(ours).toContain('5101@default 9101');
      expect(ours).toContain('5022@late 4022');
    });
  });

  it('is overridden by secret.conf in the spool folder where it sets that, as for Asterisk', async () => {
    const voicemail =
      '[general]\npasswordlocation=spooldir\n[default]\n5001=1111\n5002=2222\n5003=3333,C,,,passwordlocation=voicemail.conf\n';
    const addresses = ['5001@default', '5002@default', '5003@default'];
    await onAsterisk({ voicemail }, async (asterisk, mailboxes) => {
      for (const number of ['5001', '5003']) {
        const folder = path.join(asterisk.spoolDir, 'voicemail/default', number);
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, 'secret.conf'), '[general]\npassword=9999\n');
      }
      await asterisk.restart();
      const ours = await inOurs(mailboxes, addresses);
      expect(ours).toEqual(await inAsterisk(asterisk, addresses));
      expect(ours).toEqual(['5001@default 9999', '5002@default 2222', '5003@default 3333']);
    });
  });

  it('is complete while Asterisk rewrites it, and has the new PIN right afterwards', async () => {
    const boxes = range(3001, 4000);
    const voicemail = ['[general]', '[default]', ...boxes.map((box) => `${box}=4711,Desk ${box}`), ''].join(
      '\n',
    );
    await onAsterisk({ voicemail }, async (asterisk, mailboxes) => {
      const last = { number: '4000', context: 'default' };
      expect((await mailboxes.find(last))?.pin).toBe('4711');
      for (const pin of ['1111', '2222', '3333']) {
        let isWriting = true;
        const writing = changePin(asterisk, last.number, pin).finally(() => {
          isWriting = false;
        });
        const seen: (string | undefined)[] = [];
        while (isWriting) seen.push((await mailboxes.find(last))?.pin);
        await writing;
        expect(seen.every((found) => found !== undefined)).toBe(true);
        expect((await mailboxes.find(last))?.pin).toBe(pin);
      }
    });
  });
});

/** Makes Asterisk rewrite its file with the code that also saves a PIN changed by phone. */
async function changePin(asterisk: LabAsterisk, number: string, pin: string): Promise<void> {
  const [response = ''] = await amiResponses(asterisk.ami, [
    [
      'Action: UpdateConfig',
      'SrcFilename: voicemail.conf',
      'DstFilename: voicemail.conf',
      'Action-000000: Update',
      'Cat-000000: default',
      `Var-000000: ${number}`,
      `Value-000000: ${pin},Desk ${number}`,
    ],
  ]);
  expect(response).toContain('Response: Success');
}
