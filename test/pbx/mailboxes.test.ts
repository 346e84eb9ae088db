import { mkdir, symlink, writeFile } from 'node:fs/promises';
import type { Knex } from 'knex';
import { createVoicemailTable } from '../../sql/freepbx/tables';
import { createFileMailboxes, createTextMailboxes, type Mailboxes } from '../../src/pbx/mailboxes';
import { realTime, type Time } from '../../src/pbx/settled-config';
import { embeddedPbx, recordedLog, temporaryFolder } from './support';

const folder = temporaryFolder();
const log = recordedLog();
let db: Knex;

beforeEach(async () => {
  db = await embeddedPbx();
});
afterEach(() => db.destroy());

function mailboxes(time: Time = realTime): Mailboxes {
  const files = {
    path: folder.path('etc/voicemail.conf'),
    spoolDir: folder.path('spool'),
    extconfig: folder.path('etc/extconfig.conf'),
  };
  return createFileMailboxes({ files, db, log, time });
}

function pinOf(boxes: Mailboxes, number: string, context = 'default'): Promise<string | undefined> {
  return boxes.find({ number, context }).then((mailbox) => mailbox?.pin);
}

describe('voicemail.conf', () => {
  it('is read again when a PIN changes, even in an included file', async () => {
    await folder.write('etc/voicemail.conf', '[default]\n1001=1111\n#include more.conf\n');
    await folder.write('etc/more.conf', '1002=2222\n');
    const boxes = mailboxes();
    expect(await pinOf(boxes, '1002')).toBe('2222');
    await folder.write('etc/more.conf', '1002=3333\n');
    expect(await pinOf(boxes, '1002')).toBe('3333');
    expect(await pinOf(boxes, '1001')).toBe('1111');
  });

  it('that is missing or unreadable is an error and never "no mailbox"', async () => {
    await expect(pinOf(mailboxes(), '1001')).rejects.toThrow(/voicemail\.conf does not exist/);
    await mkdir(folder.path('etc'));
    await symlink(folder.path('etc/voicemail.conf'), folder.path('etc/voicemail.conf'));
    await expect(pinOf(mailboxes(), '1001')).rejects.toThrow(/voicemail\.conf cannot be read/);
  });

  it.each([
    ['all', '', ''],
    ['some', '[default]\n1001=1111\n1002=2222\n', '[default]\n1001=1111\n'],
  ])(
    'without %s of its mailboxes is not believed while its writer may only be resting',
    async (_, before, half) => {
      const path = await folder.write('etc/voicemail.conf', before);
      let clock = Date.now() + 3_600_000;
      const boxes = mailboxes({
        now: () => clock,
        pause: async () => {
          await writeFile(path, '[default]\n1001=1111\n1002=3333\n');
          clock += 3_600_000;
        },
      });
      if (before !== '') expect(await pinOf(boxes, '1002')).toBe('2222');
      await writeFile(path, half);
      clock = Date.now() + 500;
      expect(await pinOf(boxes, '1002')).toBe('3333');
    },
  );

  it('is complete for every reader while it is rewritten', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => `${2000 + index}=4711,Desk`);
    const text = ['[default]', ...lines, '2100=4711,Last', ''].join('\n');
    const path = await folder.write('etc/voicemail.conf', text);
    const boxes = mailboxes();
    // Asterisk truncates the file and then appends line by line.
    const rewriting = (async () => {
      await writeFile(path, '');
      for (const part of text.split(/(?<=\n)/)) await writeFile(path, part, { flag: 'a' });
    })();
    const seen = await Promise.all(Array.from({ length: 30 }, () => pinOf(boxes, '2100')));
    await rewriting;
    expect(new Set(seen)).toEqual(new Set(['4711']));
  });
});

describe('secret.conf in the spool folder', () => {
  beforeEach(async () => {
    await folder.write(
      'etc/voicemail.conf',
      '[general]\npasswordlocation=spooldir\n[default]\n1001=1111\n1002=2222,B,,,passwordlocation=voicemail.conf\n../1003=3333\n',
    );
  });

  it.each([
    ['holds the PIN', '[general]\npassword=9999\n', '9999'],
    ['may say that its owner must not change it', '[general]\npassword => -9999 ; x\n', '9999'],
    ['without a password leaves it to voicemail.conf', '[general]\nother=1\n', '1111'],
    ['with an empty password lets nobody in', '[general]\npassword=\n', ''],
  ])('%s', async (_, text, pin) => {
    await folder.write('spool/voicemail/default/1001/secret.conf', text);
    expect(await pinOf(mailboxes(), '1001')).toBe(pin);
  });

  it('that is missing falls back to voicemail.conf', async () => {
    expect(await pinOf(mailboxes(), '1001')).toBe('1111');
  });

  it('is used as soon as it appears or changes', async () => {
    const boxes = mailboxes();
    expect(await pinOf(boxes, '1001')).toBe('1111');
    for (const pin of ['8888', '7777']) {
      await folder.write('spool/voicemail/default/1001/secret.conf', `[general]\npassword=${pin}\n`);
      expect(await pinOf(boxes, '1001')).toBe(pin);
    }
  });

  it('is ignored for a mailbox whose line excludes it', async () => {
    await folder.write('spool/voicemail/default/1002/secret.conf', '[general]\npassword=9999\n');
    expect(await pinOf(mailboxes(), '1002')).toBe('2222');
  });

  it('that is unreadable is an error', async () => {
    await mkdir(folder.path('spool/voicemail/default/1001'), { recursive: true });
    const file = folder.path('spool/voicemail/default/1001/secret.conf');
    await symlink(file, file);
    await expect(pinOf(mailboxes(), '1001')).rejects.toThrow(/secret\.conf cannot be read/);
  });

  it('is never read outside the spool folder', async () => {
    await folder.write('spool/voicemail/1003/secret.conf', '[general]\npassword=9999\n');
    expect(await pinOf(mailboxes(), '../1003')).toBe('');
  });
});

describe('a realtime table', () => {
  beforeEach(async () => {
    await folder.write(
      'etc/voicemail.conf',
      '[general]\naliasescontext=pbxaliases\n[pbxaliases]\n9001@device=3001\n[default]\n1001=1111\n',
    );
    await createVoicemailTable(db);
    await db('voicemail').insert([
      { context: 'default', mailbox: '1001', password: '9999' },
      { context: 'default', mailbox: '3001', password: '-3333' },
      { context: 'default', mailbox: '3002', password: '' },
      { context: 'sales', mailbox: '3001', password: '4444' },
    ]);
  });

  it.each([
    ['odbc with the default table', 'voicemail => odbc,asterisk'],
    ['odbc with its table', 'voicemail => odbc,asterisk,voicemail,1'],
    ['mysql with quotes', 'Voicemail = mysql,"asterisk","voicemail"'],
    ['the first that can be read', 'voicemail => pgsql,x,y\nvoicemail => odbc,asterisk'],
  ])('is read through %s', async (_, mapping) => {
    await folder.write('etc/extconfig.conf', `[settings]\n${mapping}\n`);
    expect(await mailboxes().find({ number: '3001', context: 'sales' })).toEqual({
      number: '3001',
      context: 'sales',
      pin: '4444',
    });
  });

  describe('that is mapped', () => {
    beforeEach(() => folder.write('etc/extconfig.conf', '[settings]\nvoicemail => odbc,asterisk\n'));

    it('is read after voicemail.conf and before the aliases', async () => {
      expect(await pinOf(mailboxes(), '1001')).toBe('1111');
      expect(await pinOf(mailboxes(), '3001')).toBe('3333');
      expect(await pinOf(mailboxes(), '9001', 'device')).toBe('3333');
    });

    it('has no mailbox without a row, and no PIN for an empty password', async () => {
      expect(await pinOf(mailboxes(), '3009')).toBeUndefined();
      expect(await pinOf(mailboxes(), '3001', 'other')).toBeUndefined();
      expect(await pinOf(mailboxes(), '3002')).toBe('');
    });

    it('is always read again', async () => {
      const boxes = mailboxes();
      expect(await pinOf(boxes, '3001')).toBe('3333');
      await db('voicemail').where({ mailbox: '3001', context: 'default' }).update({ password: '5555' });
      expect(await pinOf(boxes, '3001')).toBe('5555');
    });

    it('that fails is an error', async () => {
      await db.schema.dropTable('voicemail');
      await expect(pinOf(mailboxes(), '3001')).rejects.toThrow(/SQLITE_ERROR, select voicemail/);
    });
  });

  it('may have its PIN in the columns that take precedence in Asterisk', async () => {
    await folder.write('etc/extconfig.conf', '[settings]\nvoicemail => odbc,asterisk,boxes\n');
    await db.schema.createTable('boxes', (table) => {
      for (const name of ['context', 'mailbox', 'password', 'secret', 'vmsecret']) table.string(name);
    });
    await db('boxes').insert([
      { context: 'default', mailbox: '3001', password: '1', secret: '2', vmsecret: '3' },
      { context: 'default', mailbox: '3002', password: '1', secret: '2', vmsecret: '' },
      { context: 'default', mailbox: '3003', password: '1', secret: null, vmsecret: null },
    ]);
    const boxes = mailboxes();
    expect([await pinOf(boxes, '3001'), await pinOf(boxes, '3002'), await pinOf(boxes, '3003')]).toEqual([
      '3',
      '2',
      '1',
    ]);
  });

  it('that is not mapped is not read', async () => {
    expect(await pinOf(mailboxes(), '3001')).toBeUndefined();
    await folder.write(
      'etc/extconfig.conf',
      '[settings]\nsippeers => odbc,asterisk\n;voicemail => odbc,asterisk\n',
    );
    expect(await pinOf(mailboxes(), '3001')).toBeUndefined();
  });

  it('with an unsupported driver is an error, but only for mailboxes that are not in voicemail.conf', async () => {
    await folder.write('etc/extconfig.conf', '[settings]\nvoicemail => pgsql,asterisk\n');
    expect(await pinOf(mailboxes(), '1001')).toBe('1111');
    await expect(pinOf(mailboxes(), '3001')).rejects.toThrow(
      /driver "pgsql"; only odbc and mysql are supported/,
    );
  });

  it('is used as soon as extconfig.conf maps it', async () => {
    const boxes = mailboxes();
    expect(await pinOf(boxes, '3001')).toBeUndefined();
    await folder.write('etc/extconfig.conf', '[settings]\nvoicemail => odbc,asterisk\n');
    expect(await pinOf(boxes, '3001')).toBe('3333');
  });
});

describe('mailboxes from a text', () => {
  it('are found like those of a file', async () => {
    const boxes = createTextMailboxes(
      '[general]\naliasescontext=pbxaliases\n[pbxaliases]\n9001@device=1001@default\n[default]\n1001=-1111,A\n',
    );
    expect(await pinOf(boxes, '1001')).toBe('1111');
    expect(await boxes.find({ number: '9001', context: 'device' })).toEqual({
      number: '1001',
      context: 'default',
      pin: '1111',
    });
    expect(await pinOf(boxes, '1002')).toBeUndefined();
  });
});
