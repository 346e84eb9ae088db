import type { PublishedConfig } from './published-configs';

const yealinkLines = (brand: string, model: string, names: readonly string[]): PublishedConfig => ({
  brand,
  model,
  source: 'Yealink auto-provisioning guide, FusionPBX templates',
  lines: {
    first: /^#!version:1\.0\.0\.1$/,
    other: /^[a-z][\w.]* = .+$/,
    last: /^[a-z][\w.]* = .+$/,
    end: '\n',
  },
  names: [
    ...['account.1.enable', 'account.1.label', 'account.1.display_name', 'account.1.user_name'],
    ...['account.1.auth_name', 'account.1.password', 'voice_mail.number.1'],
    ...['linekey.1.type', 'linekey.1.value', 'linekey.1.label', 'linekey.1.line'],
    ...names,
  ],
});

/** Formats that are lines of text. */
export const PUBLISHED_LINE_CONFIGS: readonly PublishedConfig[] = [
  yealinkLines('yealink', 't46s', [
    ...[
      'account.1.sip_server.1.address',
      'account.1.sip_server.1.port',
      'account.1.sip_server.1.transport_type',
    ],
    ...['local_time.ntp_server1', 'local_time.time_zone', 'local_time.summer_time'],
    ...['static.auto_provision.server.url', 'static.auto_provision.power_on'],
    ...['static.auto_provision.repeat.enable', 'static.auto_provision.repeat.minutes'],
    ...['sip.notify_reboot_enable', 'phone_setting.logon_wizard', 'hotdesking.startup_username_enable'],
  ]),
  yealinkLines('tiptel', 'ip286', ['auto_provision.server.url', 'auto_provision.repeat.enable']),
  {
    brand: 'aastra',
    model: '6867i',
    source: 'Aastra and Mitel SIP phone administrator guides, Aastra’s scripts for FreePBX',
    lines: {
      first: /^[a-z]/,
      other: /^[a-z][a-z0-9 ]*:( .+)?$/,
      last: /^[a-z][a-z0-9 ]*:( .+)?$/,
      end: '\n',
    },
    names: [
      ...['sip line1 user name', 'sip line1 auth name', 'sip line1 password', 'sip line1 display name'],
      ...['sip line1 screen name', 'sip line1 proxy ip', 'sip line1 proxy port', 'sip line1 registrar ip'],
      ...['sip line1 registrar port', 'sip line1 vmail', 'sip transport protocol', 'topsoftkey1 type'],
      ...['topsoftkey1 value', 'topsoftkey1 label', 'time server1', 'time zone name', 'download protocol'],
      ...['http server', 'http path', 'http port', 'admin password', 'auto resync mode', 'auto resync time'],
    ],
  },
  {
    brand: 'sangoma-a',
    model: 'a25',
    source: 'wazo-provd’s and Tancredi’s templates of the text format of Fanvil',
    lines: {
      first: /^<<VOIP CONFIG FILE>>Version:2\.\d{10}$/,
      other: /^(<[A-Z ]+ CONFIG MODULE>|[\w -]{1,19}:.*|)$/,
      last: /^<<END OF FILE>>$/,
      end: '\n',
    },
    names: [
      ...['SIP1 Phone Number', 'SIP1 Display Name', 'SIP1 Register Addr', 'SIP1 Register Port'],
      ...[
        'SIP1 Register User',
        'SIP1 Register Pswd',
        'SIP1 Enable Reg',
        'Fkey1 Type',
        'Fkey1 Value',
        'Fkey1 Title',
      ],
    ],
    order: ['<SIP CONFIG MODULE>', '<PHONE CONFIG MODULE>', '<AUTOUPDATE CONFIG MODULE>'],
  },
  {
    brand: 'panasonic',
    model: 'kx-hdv230',
    source: 'Panasonic KX-HDV administrator guide: the standard format',
    lines: {
      first: /^# Panasonic SIP Phone Standard Format File # DO NOT CHANGE THIS LINE!$/,
      other: /^[A-Z][A-Z0-9_]{0,31}="[^"]{0,256}"$/,
      last: /^$/,
      end: '\r\n',
    },
    names: [
      ...[
        'PHONE_NUMBER_1',
        'DISPLAY_NAME_1',
        'SIP_AUTHID_1',
        'SIP_PASS_1',
        'SIP_PRXY_ADDR_1',
        'SIP_RGSTR_ADDR_1',
      ],
      ...[
        'SIP_PRXY_PORT_1',
        'SIP_RGSTR_PORT_1',
        'VM_NUMBER_1',
        'NTP_ADDR',
        'CFG_STANDARD_FILE_PATH',
        'CFG_CYCLIC',
      ],
      ...['CFG_CYCLIC_INTVL', 'CFG_RESYNC_FROM_SIP', 'XMLAPP_ENABLE', 'FLEX_BUTTON_FACILITY_ACT1'],
      ...['FLEX_BUTTON_FACILITY_ARG1', 'FLEX_BUTTON_LABEL1'],
    ],
  },
];
