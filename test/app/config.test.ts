import { completeConfig, readConfig } from '../../src/app/config';
import { SETTINGS } from '../../src/config/settings';
import type { FreepbxSettings } from '../../src/pbx/freepbx-settings';
import { configErrorOf, files, unreadable } from '../config/support';

const FREEPBX_CONF = `<?php
$amp_conf['AMPDBUSER'] = 'freepbxuser';
$amp_conf['AMPDBPASS'] = 'hidden';
$amp_conf['AMPDBHOST'] = 'localhost';
$amp_conf['AMPDBNAME'] = 'asterisk';
`;

const freepbx: FreepbxSettings = {
  ami: { host: 'localhost', port: 5039, user: 'a1', secret: 'b2' },
  astEtcDir: '/opt/asterisk/etc',
  astSpoolDir: '/opt/asterisk/spool',
  mode: 'extensions',
};

describe('without settings', () => {
  it('runs a demo on an embedded database, with the documented defaults', () => {
    expect(completeConfig(readConfig({}, files()), null)).toEqual({
      phones: { bind: '0.0.0.0', port: 8480, setting: 'HOTDESK_PHONES_PORT', tls: null },
      phonesTls: null,
      clientCertificates: 'off',
      webhookTargets: 'any',
      tftp: null,
      admin: { bind: '127.0.0.1', port: 8481, setting: 'HOTDESK_ADMIN_PORT', tls: null },
      trustedProxies: [],
      database: { kind: 'sqlite', file: 'data/hotdesk.sqlite' },
      ami: { kind: 'simulated' },
      voicemail: { kind: 'sample' },
      demo: true,
      dataDir: './data',
      adminKey: null,
      secret: null,
      envFile: null,
      logLevel: 'info',
    });
  });

  it('the documented defaults are correct', () => {
    const { phones, admin, dataDir, logLevel } = readConfig({}, files());
    expect(SETTINGS.phonesBind.defaultDoc).toBe(`\`${phones.bind}\``);
    expect(SETTINGS.phonesPort.defaultDoc).toBe(`\`${phones.port}\``);
    expect(SETTINGS.adminBind.defaultDoc).toBe(`\`${admin.bind}\``);
    expect(SETTINGS.adminPort.defaultDoc).toBe(`\`${admin.port}\``);
    expect(SETTINGS.dataDir.defaultDoc).toBe(`\`${dataDir}\``);
    expect(SETTINGS.logLevel.defaultDoc).toBe(`\`${logLevel}\``);
  });
});

describe('on a FreePBX', () => {
  const readFile = files({ '/etc/freepbx.conf': FREEPBX_CONF });

  it('database, AMI and voicemail come from FreePBX', () => {
    expect(completeConfig(readConfig({}, readFile), freepbx)).toMatchObject({
      database: {
        kind: 'mysql',
        host: '127.0.0.1',
        port: 3306,
        user: 'freepbxuser',
        password: 'hidden',
        database: 'asterisk',
      },
      ami: { kind: 'ami', host: '127.0.0.1', port: 5039, user: 'a1', secret: 'b2' },
      voicemail: {
        kind: 'file',
        path: '/opt/asterisk/etc/voicemail.conf',
        spoolDir: '/opt/asterisk/spool',
        extconfig: '/opt/asterisk/etc/extconfig.conf',
      },
      demo: false,
    });
  });

  it('the database socket is used if FreePBX names one', () => {
    const conf = `${FREEPBX_CONF}$amp_conf['AMPDBSOCK'] = '/run/mysqld/mysqld.sock';`;
    expect(readConfig({}, files({ '/etc/freepbx.conf': conf })).database).toMatchObject({
      socketPath: '/run/mysqld/mysqld.sock',
    });
  });

  it('the environment takes precedence over FreePBX', () => {
    const env = {
      HOTDESK_DATABASE_URL: 'mysql://u:p@db.example.com/pbx',
      HOTDESK_AMI_URL: 'ami://x:y@192.0.2.1:5040',
      HOTDESK_VOICEMAIL_CONF: '/elsewhere/voicemail.conf',
      HOTDESK_SPOOL_DIR: '/elsewhere/spool',
    };
    expect(completeConfig(readConfig(env, readFile), freepbx)).toMatchObject({
      database: { kind: 'mysql', host: 'db.example.com', database: 'pbx' },
      ami: { kind: 'ami', host: '192.0.2.1', port: 5040, user: 'x', secret: 'y' },
      voicemail: {
        kind: 'file',
        path: '/elsewhere/voicemail.conf',
        spoolDir: '/elsewhere/spool',
        extconfig: '/elsewhere/extconfig.conf',
      },
      demo: false,
    });
  });

  it("without FreePBX's settings the AMI is simulated, but sample mailboxes are never used", () => {
    const base = readConfig({}, readFile);
    for (const settings of [null, { ...freepbx, ami: null }]) {
      expect(completeConfig(base, settings).ami).toEqual({ kind: 'simulated' });
    }
    expect(completeConfig(base, null).voicemail).toEqual({
      kind: 'file',
      path: '/etc/asterisk/voicemail.conf',
      spoolDir: '/var/spool/asterisk',
      extconfig: '/etc/asterisk/extconfig.conf',
    });
  });

  it('another freepbx.conf can be set', () => {
    const env = { HOTDESK_FREEPBX_CONF: '/opt/freepbx.conf' };
    expect(readConfig(env, files({ '/opt/freepbx.conf': FREEPBX_CONF })).demo).toBe(false);
    expect(configErrorOf(env)).toBe(
      'HOTDESK_FREEPBX_CONF (/opt/freepbx.conf) has no usable database settings: ' +
        'it cannot be read (ENOENT); set HOTDESK_DATABASE_URL instead.',
    );
  });

  it('an unreadable or invalid freepbx.conf is an error and starts no demo', () => {
    expect(configErrorOf({}, unreadable)).toMatch(
      /^HOTDESK_FREEPBX_CONF \(\/etc\/freepbx\.conf\) .*\(EACCES\)/,
    );
    const broken = files({ '/etc/freepbx.conf': FREEPBX_CONF.replace('AMPDBUSER', 'OTHER') });
    expect(configErrorOf({}, broken)).toMatch(/^HOTDESK_FREEPBX_CONF .*\$amp_conf\['AMPDBUSER'\] is missing/);
  });

  it('freepbx.conf is not read if the database is set', () => {
    expect(readConfig({ HOTDESK_DATABASE_URL: 'sqlite:x.db' }, unreadable).demo).toBe(true);
  });
});

describe('an embedded database', () => {
  it.each([
    ['sqlite:data/x.db', 'data/x.db'],
    ['sqlite:/srv/x.db', '/srv/x.db'],
    ['sqlite:///srv/x.db', '/srv/x.db'],
    ['sqlite://./x.db', './x.db'],
    ['sqlite::memory:', ':memory:'],
  ])('can be set as %s, and contains the sample PBX', (url, file) => {
    const base = readConfig({ HOTDESK_DATABASE_URL: url }, files());
    expect(base).toMatchObject({ database: { kind: 'sqlite', file }, demo: true });
    // The settings in a database that we filled ourselves do not describe this machine.
    expect(completeConfig(base, freepbx)).toMatchObject({
      ami: { kind: 'simulated' },
      voicemail: { kind: 'sample' },
    });
  });

  it('is in the data folder by default', () => {
    const { database } = readConfig({ HOTDESK_DATA_DIR: '/var/lib/hotdesk' }, files());
    expect(database).toEqual({ kind: 'sqlite', file: '/var/lib/hotdesk/hotdesk.sqlite' });
  });

  it('works with a real Asterisk and real mailboxes', () => {
    const env = {
      HOTDESK_AMI_URL: 'ami://u:s@localhost',
      HOTDESK_VOICEMAIL_CONF: '/etc/asterisk/voicemail.conf',
    };
    expect(completeConfig(readConfig(env, files()), null)).toMatchObject({
      ami: { kind: 'ami', host: '127.0.0.1', port: 5038 },
      voicemail: { kind: 'file', path: '/etc/asterisk/voicemail.conf', spoolDir: '/var/spool/asterisk' },
    });
  });
});
