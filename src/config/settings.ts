import type { z } from 'zod';
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
  webhookTargets,
} from './values';

/** One setting of the service: how it is read, and its text in `docs/settings.md`. */
export interface EnvironmentSetting<T> {
  /** The environment variable. `<name>_FILE` names a file that holds the value instead. */
  readonly name: `HOTDESK_${string}`;
  /** What it is for, in plain sentences. */
  readonly doc: string;
  /** The default, as `docs/settings.md` shows it. */
  readonly defaultDoc: string;
  readonly example: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** From the text of the environment to the value. Its messages go on after "<name> must be …". */
  readonly schema: z.ZodType<T, string>;
}

/** Declares a setting; the type of its value comes from the schema. */
function setting<T>(declared: EnvironmentSetting<T>): EnvironmentSetting<T> {
  return declared;
}

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
    doc: 'The HTTP port of the phone server. 0: any free port.',
    defaultDoc: '`8480`',
    example: '8480',
    schema: listenPort,
  }),
  phonesTlsPort: setting({
    name: 'HOTDESK_PHONES_TLS_PORT',
    doc:
      'The HTTPS port of the phone server, in addition to HTTP. 0: any free port. Needs ' +
      '`HOTDESK_PHONES_TLS_CERT` and `HOTDESK_PHONES_TLS_KEY`.',
    defaultDoc: 'none: no HTTPS for phones',
    example: '8443',
    schema: listenPort,
  }),
  phonesTlsCert: setting({
    name: 'HOTDESK_PHONES_TLS_CERT',
    doc:
      'Path of the phone server certificate (PEM), followed by its intermediate certificates. ' +
      'A changed file is loaded without a restart.',
    defaultDoc: 'none',
    example: '/etc/hotdesk/phones.crt',
    schema: pemPath,
  }),
  phonesTlsKey: setting({
    name: 'HOTDESK_PHONES_TLS_KEY',
    doc: 'Path of the private key of that certificate (PEM, without a passphrase).',
    defaultDoc: 'none',
    example: '/etc/hotdesk/phones.key',
    schema: pemPath,
  }),
  phonesClientCa: setting({
    name: 'HOTDESK_PHONES_CLIENT_CA',
    doc:
      'Path of the root certificates (PEM, any number) for client certificates of phones: those of the ' +
      'phone vendors, or your own. Without it, phones are not asked for a certificate.',
    defaultDoc: 'none',
    example: '/etc/hotdesk/phone-makers.pem',
    schema: pemPath,
  }),
  phonesClientCert: setting({
    name: 'HOTDESK_PHONES_CLIENT_CERT',
    doc:
      'With `HOTDESK_PHONES_CLIENT_CA`: `optional` or `required`. With `required`, phones without a valid certificate get 403, ' +
      'and so do all requests to the HTTP port.',
    defaultDoc: '`optional`',
    example: 'required',
    schema: clientCertificates,
  }),
  tlsMin: setting({
    name: 'HOTDESK_TLS_MIN',
    doc:
      'The oldest TLS version that the phone server accepts: 1.0, 1.1, 1.2 or 1.3. 1.0 and 1.1 are for old phones only; they ' +
      'allow weaker ciphers and signatures. The admin API always needs 1.2 or newer.',
    defaultDoc: '`1.2`',
    example: '1.0',
    schema: tlsVersion,
  }),
  tftpPort: setting({
    name: 'HOTDESK_TFTP_PORT',
    doc:
      'The UDP port of a TFTP server for phones that boot by TFTP, in `internalNetworks` only; phones use port 69. It serves ' +
      'the same files as the phone server and accepts no uploads. It cannot be used with required client certificates. 0: any ' +
      'free port.',
    defaultDoc: 'none: no TFTP',
    example: '69',
    schema: listenPort,
  }),
  tftpBind: setting({
    name: 'HOTDESK_TFTP_BIND',
    doc: 'The address on which TFTP listens and from which it answers. Set it if the machine has several addresses.',
    defaultDoc: '`HOTDESK_PHONES_BIND`',
    example: '192.168.10.5',
    schema: bindAddress,
  }),
  adminBind: setting({
    name: 'HOTDESK_ADMIN_BIND',
    doc: 'The address on which the admin API listens. Use TLS if it is not a loopback address.',
    defaultDoc: '`127.0.0.1`',
    example: '0.0.0.0',
    schema: bindAddress,
  }),
  adminPort: setting({
    name: 'HOTDESK_ADMIN_PORT',
    doc: 'The port of the admin API: REST, console, health and metrics. 0: any free port.',
    defaultDoc: '`8481`',
    example: '8481',
    schema: listenPort,
  }),
  adminTlsCert: setting({
    name: 'HOTDESK_ADMIN_TLS_CERT',
    doc:
      'Path of the admin API certificate (PEM). With it and its key, the admin API uses HTTPS on its port. A changed file is ' +
      'loaded without a restart.',
    defaultDoc: 'none: HTTP',
    example: '/etc/hotdesk/admin.crt',
    schema: pemPath,
  }),
  adminTlsKey: setting({
    name: 'HOTDESK_ADMIN_TLS_KEY',
    doc: 'Path of the private key of that certificate (PEM, without a passphrase).',
    defaultDoc: 'none',
    example: '/etc/hotdesk/admin.key',
    schema: pemPath,
  }),
  trustedProxies: setting({
    name: 'HOTDESK_TRUSTED_PROXIES',
    doc:
      'Reverse proxies in front of the service, as a comma-separated list of networks in CIDR form. Only their ' +
      '`X-Forwarded-For` is used as the address of a client. List only the proxies: any host in such a network can claim ' +
      'any address.',
    defaultDoc: 'none: the header is ignored',
    example: '10.0.0.5/32,10.0.0.6/32',
    schema: networkList,
  }),
  databaseUrl: setting({
    name: 'HOTDESK_DATABASE_URL',
    doc:
      "The database with FreePBX's tables; Hotdesk adds its own (`hotdesk_…`). `?socketPath=/run/mysqld/mysqld.sock` " +
      'connects through a socket. `sqlite:<path>` is an embedded database with the sample PBX. Percent-encode characters such ' +
      'as `@`, `/` and `#` in a password.',
    defaultDoc:
      'from FreePBX (`HOTDESK_FREEPBX_CONF`); without FreePBX an embedded SQLite file in `HOTDESK_DATA_DIR`',
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
    doc: "Asterisk's voicemail.conf, which holds the PINs. Hotdesk never writes it. `extconfig.conf` is read from the same folder.",
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
    doc: "FreePBX's file with its database settings. Read only when `HOTDESK_DATABASE_URL` is not set.",
    defaultDoc: '`/etc/freepbx.conf`, which need not exist',
    example: '/etc/freepbx.conf',
    schema: singleLine,
  }),
  dataDir: setting({
    name: 'HOTDESK_DATA_DIR',
    doc: "The folder for Hotdesk's own files: embedded database, generated keys, cached configs.",
    defaultDoc: '`./data`',
    example: '/var/lib/hotdesk',
    schema: singleLine,
  }),
  envFile: setting({
    name: 'HOTDESK_ENV_FILE',
    doc:
      'A file with further settings, one `NAME=value` a line, without quotes; lines with `#` are comments. They win over the ' +
      'environment. The file need not exist. The FreePBX module sets this to `hotdesk.env` in `ASTETCDIR`.',
    defaultDoc: 'none',
    example: '/etc/asterisk/hotdesk.env',
    schema: singleLine,
  }),
  webhookTargets: setting({
    name: 'HOTDESK_WEBHOOK_TARGETS',
    doc:
      'Where webhooks may go: `any`, or `public`, which excludes loopback and private addresses. Link-local addresses (such as the ' +
      'metadata service of a cloud) and the ports of the service itself are always excluded.',
    defaultDoc: '`any`: most programs beside a PBX run on its machine or in its network',
    example: 'public',
    schema: webhookTargets,
  }),
  adminKey: setting({
    name: 'HOTDESK_ADMIN_KEY',
    doc:
      'An admin key with all scopes, at least 24 characters: `Authorization: Bearer <key>`. The audit names it `environment`. Create and revoke other ' +
      'keys at `/api/v1/keys`; this one is valid as long as the setting is set.',
    defaultDoc:
      'none; a first key is created at the first start and written to `first.key` in `HOTDESK_DATA_DIR`',
    example: '4f1c0a5be9d24c7a8e6b3d2f1a0c9b8d',
    secret: true,
    schema: headerKey,
  }),
  secret: setting({
    name: 'HOTDESK_SECRET',
    doc:
      "The key from which the phones' tokens are derived, at least 32 characters. All instances that share a database need " +
      'the same key. After a change every phone must log in again.',
    defaultDoc: 'created at the first start and stored in `HOTDESK_DATA_DIR`',
    example: 'c2b7e1f05d9a4836bb1e7f60a9c3d8524e6f',
    secret: true,
    schema: longSecret,
  }),
  logLevel: setting({
    name: 'HOTDESK_LOG_LEVEL',
    doc: 'Lowest level of the log (JSON lines on stdout): fatal, error, warn, info, debug, trace or silent.',
    defaultDoc: '`info`',
    example: 'debug',
    schema: logLevel,
  }),
};

/** HOTDESK_ variables that are not settings of the service: those of its tests. */
export const FOREIGN_NAMES: RegExp = /^HOTDESK_(LAB|LAB_DIR|TESTS|SEED)$/;
