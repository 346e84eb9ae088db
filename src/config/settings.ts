import { setting } from './setting';
import {
  amiUrl,
  bindAddress,
  clientCertificates,
  databaseUrl,
  headerKey,
  listenPort,
  logLevel,
  longSecret,
  networkList,
  pemPath,
  singleLine,
  tlsVersion,
} from './values';

/** Every setting of the service, in the order in which `docs/settings.md` shows them. */
export const SETTINGS = {
  phonesBind: setting({
    name: 'HOTDESK_PHONES_BIND',
    doc: 'The address on which the phone server listens.',
    defaultDoc: '`0.0.0.0`',
    example: '192.168.10.5',
    schema: bindAddress,
  }),
  phonesPort: setting({
    name: 'HOTDESK_PHONES_PORT',
    doc: 'The port of the phone server (HTTP). 0 takes any free one.',
    defaultDoc: '`8480`',
    example: '8480',
    schema: listenPort,
  }),
  phonesTlsPort: setting({
    name: 'HOTDESK_PHONES_TLS_PORT',
    doc:
      'The port of the phone server for HTTPS, beside the one for HTTP. 0 takes any free one. It needs ' +
      '`HOTDESK_PHONES_TLS_CERT` and `HOTDESK_PHONES_TLS_KEY`.',
    defaultDoc: 'none: no HTTPS for phones',
    example: '8443',
    schema: listenPort,
  }),
  phonesTlsCert: setting({
    name: 'HOTDESK_PHONES_TLS_CERT',
    doc:
      'The path of the certificate of the phone server (PEM), with the certificates between it and its root behind it. ' +
      'A new one is taken while the service runs.',
    defaultDoc: 'none',
    example: '/etc/hotdesk/phones.crt',
    schema: pemPath,
  }),
  phonesTlsKey: setting({
    name: 'HOTDESK_PHONES_TLS_KEY',
    doc: 'The path of the private key of that certificate (PEM, without a passphrase).',
    defaultDoc: 'none',
    example: '/etc/hotdesk/phones.key',
    schema: pemPath,
  }),
  phonesClientCa: setting({
    name: 'HOTDESK_PHONES_CLIENT_CA',
    doc:
      'The path of the root certificates (PEM, any number) whose client certificates phones may show: those of the ' +
      'makers of your phones, or your own. Without it no phone is asked for a certificate.',
    defaultDoc: 'none',
    example: '/etc/hotdesk/phone-makers.pem',
    schema: pemPath,
  }),
  phonesClientCert: setting({
    name: 'HOTDESK_PHONES_CLIENT_CERT',
    doc:
      'With `HOTDESK_PHONES_CLIENT_CA`: `optional`, or `required`: then a phone without a valid certificate gets 403, and so ' +
      'does everybody on the HTTP port.',
    defaultDoc: '`optional`',
    example: 'required',
    schema: clientCertificates,
  }),
  tlsMin: setting({
    name: 'HOTDESK_TLS_MIN',
    doc:
      'The oldest version of TLS that the phone server speaks: 1.0, 1.1, 1.2 or 1.3. 1.0 and 1.1 are for old phones only; they ' +
      'let weaker ciphers and signatures in. The admin API speaks 1.2 and newer, whatever stands here.',
    defaultDoc: '`1.2`',
    example: '1.0',
    schema: tlsVersion,
  }),
  tftpPort: setting({
    name: 'HOTDESK_TFTP_PORT',
    doc:
      'The UDP port of a TFTP server for phones that boot by it, in `internalNetworks` only; phones ask at port 69. It gives ' +
      'the same files as the phone server and takes none. It cannot stand beside required client certificates. 0 takes any ' +
      'free port.',
    defaultDoc: 'none: no TFTP',
    example: '69',
    schema: listenPort,
  }),
  tftpBind: setting({
    name: 'HOTDESK_TFTP_BIND',
    doc: 'The address on which TFTP listens, and from which it answers: name it where the machine has several.',
    defaultDoc: '`HOTDESK_PHONES_BIND`',
    example: '192.168.10.5',
    schema: bindAddress,
  }),
  adminBind: setting({
    name: 'HOTDESK_ADMIN_BIND',
    doc: 'The address on which the admin API listens. Open it to others only with TLS.',
    defaultDoc: '`127.0.0.1`',
    example: '0.0.0.0',
    schema: bindAddress,
  }),
  adminPort: setting({
    name: 'HOTDESK_ADMIN_PORT',
    doc: 'The port of the admin API: REST, console, health and metrics. 0 takes any free one.',
    defaultDoc: '`8481`',
    example: '8481',
    schema: listenPort,
  }),
  adminTlsCert: setting({
    name: 'HOTDESK_ADMIN_TLS_CERT',
    doc:
      'The path of the certificate of the admin API (PEM). With it, and its key, that door speaks HTTPS on its port. A new ' +
      'one is taken while the service runs.',
    defaultDoc: 'none: HTTP',
    example: '/etc/hotdesk/people.crt',
    schema: pemPath,
  }),
  adminTlsKey: setting({
    name: 'HOTDESK_ADMIN_TLS_KEY',
    doc: 'The path of the private key of that certificate (PEM, without a passphrase).',
    defaultDoc: 'none',
    example: '/etc/hotdesk/people.key',
    schema: pemPath,
  }),
  trustedProxies: setting({
    name: 'HOTDESK_TRUSTED_PROXIES',
    doc:
      'The reverse proxies in front of the doors, as networks in CIDR form with commas between them. What they say in ' +
      '`X-Forwarded-For` counts as the address of a phone, and that of nobody else. Name the proxies alone: whoever is in ' +
      'such a network can claim any address.',
    defaultDoc: 'none: the header is ignored',
    example: '10.0.0.5/32,10.0.0.6/32',
    schema: networkList,
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
    schema: singleLine,
  }),
  spoolDir: setting({
    name: 'HOTDESK_SPOOL_DIR',
    doc:
      "Asterisk's spool folder. With `passwordlocation=spooldir` in voicemail.conf the PINs are in " +
      '`voicemail/<context>/<mailbox>/secret.conf` below it.',
    defaultDoc: "FreePBX's `ASTSPOOLDIR`, else `/var/spool/asterisk`",
    example: '/var/spool/asterisk',
    schema: singleLine,
  }),
  freepbxConf: setting({
    name: 'HOTDESK_FREEPBX_CONF',
    doc: 'Where FreePBX says how it reaches its database. Read only when `HOTDESK_DATABASE_URL` is not given.',
    defaultDoc: '`/etc/freepbx.conf`, which need not exist',
    example: '/etc/freepbx.conf',
    schema: singleLine,
  }),
  dataDir: setting({
    name: 'HOTDESK_DATA_DIR',
    doc: "The folder for Hotdesk's own files: the embedded database, the keys it made, the cached configs.",
    defaultDoc: '`./data`',
    example: '/var/lib/hotdesk',
    schema: singleLine,
  }),
  adminKey: setting({
    name: 'HOTDESK_ADMIN_KEY',
    doc:
      'A key of the admin API that may do everything: `Authorization: Bearer <key>`. The audit calls it `environment`. Other ' +
      'keys are made and revoked at `/api/v1/keys`; this one counts as long as it stands here.',
    defaultDoc: 'none; the first key is made at the first start and shown once',
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
export const FOREIGN_NAMES: RegExp = /^HOTDESK_(LAB|LAB_DIR|TESTS|SEED)$/;
