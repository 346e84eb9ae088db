import { setting } from './setting';
import {
  amiUrl,
  bindAddress,
  databaseUrl,
  headerKey,
  listenPort,
  logLevel,
  longSecret,
  oneLine,
} from './values';

/** Every setting of the service, in the order in which `docs/settings.md` shows them. */
export const SETTINGS = {
  phonesBind: setting({
    name: 'HOTDESK_PHONES_BIND',
    doc: "The address on which the phones' door listens.",
    defaultDoc: '`0.0.0.0`',
    example: '192.168.10.5',
    schema: bindAddress,
  }),
  phonesPort: setting({
    name: 'HOTDESK_PHONES_PORT',
    doc: "The port of the phones' door (HTTP). 0 takes any free one.",
    defaultDoc: '`8480`',
    example: '8480',
    schema: listenPort,
  }),
  adminBind: setting({
    name: 'HOTDESK_ADMIN_BIND',
    doc: "The address on which the people's door listens. Open it to others only behind TLS.",
    defaultDoc: '`127.0.0.1`',
    example: '0.0.0.0',
    schema: bindAddress,
  }),
  adminPort: setting({
    name: 'HOTDESK_ADMIN_PORT',
    doc: "The port of the people's door: REST, console, health and metrics. 0 takes any free one.",
    defaultDoc: '`8481`',
    example: '8481',
    schema: listenPort,
  }),
  databaseUrl: setting({
    name: 'HOTDESK_DATABASE_URL',
    doc:
      "The database with FreePBX's tables, in which Hotdesk keeps its own (`hotdesk_…`). `?socketPath=/run/mysqld/mysqld.sock` " +
      'goes through a socket. `sqlite:<path>` is an embedded database with the sample PBX. Characters such as `@`, `/` and `#` ' +
      'in a password are percent-encoded.',
    defaultDoc:
      'from FreePBX (`HOTDESK_FREEPBX_CONF`); without one an embedded SQLite file in `HOTDESK_DATA_DIR`',
    example: 'mysql://freepbxuser:password@127.0.0.1:3306/asterisk',
    secret: true,
    schema: databaseUrl,
  }),
  amiUrl: setting({
    name: 'HOTDESK_AMI_URL',
    doc:
      "Asterisk's manager interface. Its user needs `read = system,call,reporting,config` and " +
      '`write = system,command,reporting,config`.',
    defaultDoc: "from FreePBX's settings; without them a simulated Asterisk",
    example: 'ami://hotdesk:secret@127.0.0.1:5038',
    secret: true,
    schema: amiUrl,
  }),
  voicemailConf: setting({
    name: 'HOTDESK_VOICEMAIL_CONF',
    doc: "Asterisk's voicemail.conf, which holds the PINs. It is only read. `extconfig.conf` is looked for beside it.",
    defaultDoc: "`voicemail.conf` in FreePBX's `ASTETCDIR`; with the sample PBX its sample mailboxes",
    example: '/etc/asterisk/voicemail.conf',
    schema: oneLine,
  }),
  spoolDir: setting({
    name: 'HOTDESK_SPOOL_DIR',
    doc:
      "Asterisk's spool folder. With `passwordlocation=spooldir` in voicemail.conf the PINs are in " +
      '`voicemail/<context>/<mailbox>/secret.conf` below it.',
    defaultDoc: "FreePBX's `ASTSPOOLDIR`, else `/var/spool/asterisk`",
    example: '/var/spool/asterisk',
    schema: oneLine,
  }),
  freepbxConf: setting({
    name: 'HOTDESK_FREEPBX_CONF',
    doc: 'Where FreePBX says how it reaches its database. Read only when `HOTDESK_DATABASE_URL` is not given.',
    defaultDoc: '`/etc/freepbx.conf`, which need not exist',
    example: '/etc/freepbx.conf',
    schema: oneLine,
  }),
  dataDir: setting({
    name: 'HOTDESK_DATA_DIR',
    doc: "The folder for Hotdesk's own files: the embedded database, the keys it made, the last good configs.",
    defaultDoc: '`./data`',
    example: '/var/lib/hotdesk',
    schema: oneLine,
  }),
  adminKey: setting({
    name: 'HOTDESK_ADMIN_KEY',
    doc: "The key of the people's door: `Authorization: Bearer <key>`.",
    defaultDoc: 'made at the first start and shown once',
    example: '4f1c0a5be9d24c7a8e6b3d2f1a0c9b8d',
    secret: true,
    schema: headerKey,
  }),
  secret: setting({
    name: 'HOTDESK_SECRET',
    doc:
      "The key from which the phones' tokens are derived, at least 32 characters. Give the same one to all instances that share " +
      'a database. A new one makes every phone log in again.',
    defaultDoc: 'made at the first start and kept in `HOTDESK_DATA_DIR`',
    example: 'c2b7e1f05d9a4836bb1e7f60a9c3d8524e6f',
    secret: true,
    schema: longSecret,
  }),
  logLevel: setting({
    name: 'HOTDESK_LOG_LEVEL',
    doc: 'From which level on the log (JSON lines on stdout) tells: fatal, error, warn, info, debug, trace or silent.',
    defaultDoc: '`info`',
    example: 'debug',
    schema: logLevel,
  }),
};

/** Names with our prefix that are no settings of the service: they belong to its tests. */
export const FOREIGN_NAMES: RegExp = /^HOTDESK_LAB(_\w+)?$/;
