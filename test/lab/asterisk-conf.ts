import { modulesConf } from './asterisk-modules';

/** One extension of the lab's PBX. */
export interface LabExtension {
  readonly number: string;
  /** SIP secret; the SIP user name is the number, as in FreePBX. */
  readonly secret: string;
  /** `pjsip` by default; `sip` is chan_sip, which only version 16 has. */
  readonly technology?: 'pjsip' | 'sip';
  /** How many phones may register at once; 1 by default. */
  readonly maxContacts?: number;
  readonly name?: string;
  /** For example `1001@default`; none by default. */
  readonly mailbox?: string;
}

/** The values of an instance that go into its configuration files. */
export interface LabPlan {
  readonly version: 22 | 16;
  readonly extensions: readonly LabExtension[];
  readonly defaultOutboundEndpoint: boolean;
  readonly qualifySeconds: number;
  readonly voicemail: string;
  readonly extraConf: Readonly<Record<string, string>>;
  readonly amiPort: number;
  readonly amiUser: string;
  readonly amiSecret: string;
  readonly sipPort: number;
  readonly chanSipPort: number;
  readonly httpPort: number;
}

/** All files of the configuration folder except asterisk.conf, by name. */
export function confFiles(plan: LabPlan): Record<string, string> {
  return {
    ...Object.fromEntries(EMPTY_FILES.map((name) => [name, ''])),
    'modules.conf': modulesConf(plan.version, 'phoneprov.conf' in plan.extraConf),
    'logger.conf': '[general]\n[logfiles]\nfull => notice,warning,error,verbose(3)\n',
    'manager.conf': managerConf(plan),
    'http.conf': `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${plan.httpPort}\n`,
    'rtp.conf': '[general]\nrtpstart=32100\nrtpend=32700\n',
    'voicemail.conf': plan.voicemail,
    'extensions.conf': extensionsConf(plan.extensions),
    ...pjsipFiles(plan),
    ...(plan.version === 16 ? { 'sip.conf': sipConf(plan) } : {}),
    ...plan.extraConf,
  };
}

/** Asterisk works without these files, but logs an error for each missing one. */
const EMPTY_FILES = [
  'acl.conf',
  'ccss.conf',
  'cdr.conf',
  'cel.conf',
  'features.conf',
  'indications.conf',
  'pjproject.conf',
  'stasis.conf',
  'udptl.conf',
];

/** The AMI account has only the privileges that the service needs. */
function managerConf(plan: LabPlan): string {
  const usesChanSip = plan.extensions.some((each) => each.technology === 'sip');
  return [
    '[general]',
    'enabled=yes',
    'bindaddr=127.0.0.1',
    `port=${plan.amiPort}`,
    'displayconnects=no',
    '',
    `[${plan.amiUser}]`,
    `secret=${plan.amiSecret}`,
    'deny=0.0.0.0/0.0.0.0',
    'permit=127.0.0.1/255.255.255.255',
    'read=system,call,reporting,config',
    `write=system,reporting,config${usesChanSip ? ',command' : ''}`,
    'writetimeout=5000',
    '',
  ].join('\n');
}

function extensionsConf(extensions: readonly LabExtension[]): string {
  const lines = extensions.flatMap((each) => {
    const device = `${each.technology === 'sip' ? 'SIP' : 'PJSIP'}/${each.number}`;
    return [
      `exten => ${each.number},hint,${device}`,
      `exten => ${each.number},1,Dial(${device === `SIP/${each.number}` ? device : `\${PJSIP_DIAL_CONTACTS(${each.number})}`},30)`,
      ' same => n,Hangup()',
    ];
  });
  const echo = ['exten => *43,1,Answer()', ' same => n,Echo()', ' same => n,Hangup()'];
  return ['[general]', '[globals]', '[from-internal]', ...lines, ...echo, ''].join('\n');
}

function sipConf(plan: LabPlan): string {
  const peers = plan.extensions.filter((each) => each.technology === 'sip').flatMap(sipPeer);
  return [
    '[general]',
    `udpbindaddr=127.0.0.1:${plan.chanSipPort}`,
    'tcpenable=no',
    'context=from-sip-external',
    'allowguest=no',
    'alwaysauthreject=yes',
    'nat=force_rport,comedia',
    'callevents=yes',
    '',
    ...peers,
    '',
  ].join('\n');
}

function sipPeer(extension: LabExtension): string[] {
  return [
    `[${extension.number}]`,
    'deny=0.0.0.0/0.0.0.0',
    `secret=${extension.secret}`,
    'dtmfmode=rfc2833',
    'context=from-internal',
    'host=dynamic',
    'type=friend',
    'nat=force_rport,comedia',
    'qualify=no',
    `mailbox=${extension.mailbox ?? ''}`,
    'permit=0.0.0.0/0.0.0.0',
    `callerid=${callerId(extension)}`,
    '',
  ];
}

/** Same files, same order of lines and same includes as FreePBX writes. */
function pjsipFiles(plan: LabPlan): Record<string, string> {
  const extensions = plan.extensions.filter((each) => each.technology !== 'sip');
  const sections = ['transports', 'endpoint', 'aor', 'auth', 'registration', 'identify'];
  const files: Record<string, string> = {
    'pjsip.conf': pjsipConf(sections),
    'pjsip_custom.conf': '',
    // FreePBX includes this file inside [global].
    'pjsip_custom_post.conf': plan.defaultOutboundEndpoint ? `default_outbound_endpoint=${notifier}\n` : '',
    'pjsip_notify.conf': '',
  };
  for (const section of sections) {
    files[`pjsip.${section}_custom.conf`] = '';
    files[`pjsip.${section}_custom_post.conf`] = '';
    files[`pjsip.${section}.conf`] = `#include pjsip.${section}_custom.conf\n`;
  }
  files['pjsip.transports.conf'] += transport(plan.sipPort);
  files['pjsip.endpoint.conf'] += extensions.map(endpoint).join('\n');
  files['pjsip.auth.conf'] += extensions.map(auth).join('\n');
  files['pjsip.aor.conf'] += extensions.map((each) => aor(each, plan.qualifySeconds)).join('\n');
  files['pjsip.endpoint_custom_post.conf'] = plan.defaultOutboundEndpoint ? notifierEndpoint : '';
  return files;
}

/** Calls that claim to come from this endpoint get a context that does not exist. */
const notifier = 'hotdesk-notify';
const notifierEndpoint = `[${notifier}]\ntype=endpoint\ncontext=hotdesk-nowhere\ndisallow=all\nallow=ulaw\n`;

function pjsipConf(sections: readonly string[]): string {
  const includes = sections.flatMap((section) => [
    `#include pjsip.${section}.conf`,
    `#include pjsip.${section}_custom_post.conf`,
  ]);
  return [
    '#include pjsip_custom.conf',
    ...includes,
    '',
    '[global]',
    'type=global',
    'user_agent=FPBX-17.0.0(22.0.0)',
    'keep_alive_interval=90',
    '#include pjsip_custom_post.conf',
    '',
  ].join('\n');
}

function transport(port: number): string {
  return [
    '[127.0.0.1-udp]',
    'type=transport',
    'protocol=udp',
    `bind=127.0.0.1:${port}`,
    'allow_reload=no',
    'tos=cs3',
    'cos=3',
    '',
  ].join('\n');
}

function endpoint(extension: LabExtension): string {
  const { number } = extension;
  return [
    `[${number}]`,
    'type=endpoint',
    `aors=${number}`,
    `auth=${number}-auth`,
    'tos_audio=ef',
    'tos_video=af41',
    'cos_audio=5',
    'cos_video=4',
    'allow=ulaw,alaw',
    'context=from-internal',
    `callerid=${callerId(extension)}`,
    'dtmf_mode=rfc4733',
    'direct_media=yes',
    `mailboxes=${extension.mailbox ?? ''}`,
    'mwi_subscribe_replaces_unsolicited=yes',
    'aggregate_mwi=no',
    'use_avpf=no',
    'rtcp_mux=no',
    'ice_support=no',
    'trust_id_inbound=yes',
    'send_connected_line=no',
    'media_encryption=no',
    'timers=yes',
    'timers_min_se=90',
    'send_pai=yes',
    'rtp_symmetric=yes',
    'rewrite_contact=yes',
    'force_rport=yes',
    'language=en',
    '',
  ].join('\n');
}

function auth({ number, secret }: LabExtension): string {
  return `[${number}-auth]\ntype=auth\nauth_type=userpass\npassword=${secret}\nusername=${number}\n`;
}

function aor(extension: LabExtension, qualifySeconds: number): string {
  const maxContacts = extension.maxContacts ?? 1;
  return [
    `[${extension.number}]`,
    'type=aor',
    `mailboxes=${extension.mailbox ?? ''}`,
    `max_contacts=${maxContacts}`,
    `remove_existing=${maxContacts < 2 ? 'yes' : 'no'}`,
    'maximum_expiration=7200',
    'minimum_expiration=60',
    `qualify_frequency=${qualifySeconds}`,
    '',
  ].join('\n');
}

function callerId({ name, number }: LabExtension): string {
  return `${name ?? number} <${number}>`;
}
