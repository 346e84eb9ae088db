import { UNIFY_CONFIG } from './published-unify';

/** Facts about published configs of a brand, with their source. */
export interface PublishedConfig {
  readonly brand: string;
  readonly model: string;
  readonly source: string;
  /** Names that our files for this model must have, as the source spells them, at login and logout. */
  readonly names: readonly string[];
  /** XML: each element with its path, as `a>b@attribute,attribute`; `*` is any name. */
  readonly elements?: readonly string[];
  /** XML: the allowed values of attributes, in any element. */
  readonly attributeValues?: Readonly<Record<string, RegExp>>;
  /** Line formats: the first, the last, and every other line. */
  readonly lines?: {
    readonly first: RegExp;
    readonly other: RegExp;
    readonly last: RegExp;
    readonly end: '\n' | '\r\n';
  };
  /** Names in the order of the source, if the order matters. */
  readonly order?: readonly string[];
}

const LINE_KEYS = ['P41200', 'P41300', 'P41400', 'P41500', 'P41201', 'P41301', 'P41401'];
const SOFT_KEYS = ['P43200', 'P43400', 'P20043', 'P43201', 'P43401', 'P20044'];

const hlProvision = (brand: string, model: string, names: readonly string[]): PublishedConfig => ({
  brand,
  model,
  source: 'FusionPBX templates of Sangoma and Htek, Tancredi’s macros',
  elements: ['hl_provision@version', 'hl_provision>config@version', 'hl_provision>config>P*@para'],
  attributeValues: { version: /^1$/ },
  names: [
    ...[
      'P271',
      'P47',
      'P48',
      'P130',
      'P20000',
      'P35',
      'P36',
      'P34',
      'P3',
      'P31',
      'P109',
      'P33',
      'P99',
      'P401',
      'P747',
    ],
    ...names,
    ...['P30', 'P64', 'P237', 'P212', 'P194', 'P193', 'P20983', 'P2'],
  ],
});

const snomSettings = (brand: string, model: string): PublishedConfig => ({
  brand,
  model,
  source: 'Snom’s settings reference (service.snom.com), FusionPBX and Tancredi templates',
  elements: [
    'settings',
    'settings>phone-settings@e',
    'settings>phone-settings>*@idx,perm',
    'settings>functionKeys@e',
    'settings>functionKeys>fkey@idx,context,label,perm',
  ],
  // With `!` a value that a user has changed could never be overwritten.
  attributeValues: { perm: /^(R|RW|)$/, idx: /^\d+$/, context: /^(active|\d+)$/ },
  names: [
    ...['user_active', 'user_realname', 'user_name', 'user_pname', 'user_pass', 'user_host', 'user_outbound'],
    ...['user_idle_text', 'user_mailbox', 'setting_server', 'timezone', 'ntp_server', 'logon_wizard', 'fkey'],
  ],
  order: ['phone-settings', 'functionKeys'],
});

const flatProfile = (brand: string, model: string, names: readonly string[]): PublishedConfig => ({
  brand,
  model,
  source: 'Cisco SPA and MPP administration guides',
  elements: ['flat-profile', 'flat-profile>*@ua'],
  attributeValues: { ua: /^(na|ro|rw)$/ },
  names: [
    ...['Line_Enable_1_', 'Proxy_1_', 'SIP_Transport_1_', 'Register_1_', 'Display_Name_1_', 'User_ID_1_'],
    ...[
      'Password_1_',
      'Use_Auth_ID_1_',
      'Auth_ID_1_',
      'Extension_1_',
      'Short_Name_1_',
      'Extended_Function_2_',
    ],
    ...['Primary_NTP_Server', 'Time_Zone', 'Profile_Rule', 'Resync_Periodic', 'Resync_From_SIP'],
    ...names,
  ],
});

/** Formats that are XML. */
export const PUBLISHED_XML_CONFIGS: readonly PublishedConfig[] = [
  hlProvision('sangoma', 's500', LINE_KEYS),
  hlProvision('sangoma', 's205', SOFT_KEYS),
  hlProvision('htek', 'uc924', LINE_KEYS),
  {
    brand: 'grandstream',
    model: 'gxp2130',
    source: 'Grandstream configuration templates, version 2',
    elements: [
      'gs_provision@version',
      'gs_provision>mac',
      'gs_provision>config@version',
      'gs_provision>config>item@name',
    ],
    attributeValues: { version: /^[12]$/ },
    names: [
      ...['account.1.enable', 'account.1.name', 'account.1.sip.server.1.address', 'account.1.sip.transport'],
      ...['account.1.sip.userid', 'account.1.sip.subscriber.userid', 'account.1.sip.subscriber.password'],
      ...['account.1.sip.subscriber.name', 'account.1.sip.voicemail.number', 'dateTime.ntp.server.1'],
      ...['dateTime.timezone', 'provisioning.config.protocol', 'provisioning.config.serverPath'],
    ],
  },
  flatProfile('cisco-spa', 'spa504g', ['Auth_Resync-Reboot_1_']),
  flatProfile('cisco-mpp', '8851', []),
  {
    brand: 'cisco-enterprise',
    model: '7965',
    source: 'wazo-provd’s template of SEP<MAC>.cnf.xml, the files that public PBX guides show',
    names: [
      ...[
        'deviceProtocol',
        'dateTemplate',
        'timeZone',
        'ntps',
        'callManagerGroup',
        'members',
        'member',
        'callManager',
      ],
      ...[
        'ports',
        'sipPort',
        'processNodeName',
        'sipProfile',
        'sipProxies',
        'registerWithProxy',
        'sipLines',
        'line',
      ],
      ...[
        'featureID',
        'featureLabel',
        'proxy',
        'port',
        'name',
        'displayName',
        'authName',
        'authPassword',
        'contact',
      ],
      ...['messagesNumber', 'serviceURI', 'loadInformation', 'versionStamp', 'directoryURL', 'servicesURL'],
      ...['idleURL', 'idleTimeout', 'transportLayerProtocol'],
    ],
    order: ['featureID', 'featureLabel', 'proxy', 'port', 'displayName', 'authName', 'authPassword'],
    attributeValues: { button: /^[1-9]\d*$/, priority: /^\d$/ },
  },
  {
    brand: 'polycom',
    model: 'vvx411',
    source: 'Poly UC software administrator guide, GS5’s and wazo-provd’s templates',
    // Phones read only the attributes; element names are free.
    elements: ['PHONE_CONFIG', 'PHONE_CONFIG>ALL@*'],
    names: [
      ...['reg.1.displayName', 'reg.1.label', 'reg.1.address', 'reg.1.auth.userId', 'reg.1.auth.password'],
      ...[
        'reg.1.server.1.address',
        'reg.1.server.1.port',
        'reg.1.server.1.transport',
        'reg.1.server.1.register',
      ],
      ...['msg.mwi.1.callBackMode', 'msg.mwi.1.callBack', 'msg.mwi.1.subscribe', 'tcpIpApp.sntp.address'],
      ...['tcpIpApp.sntp.gmtOffset', 'device.set', 'softkey.1.label', 'softkey.1.action', 'softkey.1.enable'],
      ...[
        'softkey.1.use.idle',
        'softkey.1.insert',
        'mb.main.home',
        'prov.polling.enabled',
        'prov.polling.mode',
      ],
      ...['prov.polling.period', 'feature.enhancedFeatureKeys.enabled'],
      'voIpProt.SIP.specialEvent.checkSync.alwaysReboot',
    ],
  },
  snomSettings('snom', 'd735'),
  snomSettings('gigaset-p', 'p810'),
  {
    brand: 'fanvil',
    model: 'x4u',
    source: 'FusionPBX and wazo-provd templates of sysConf',
    elements: [
      'sysConf',
      'sysConf>Version',
      'sysConf>sip',
      'sysConf>sip>*',
      'sysConf>sip>line@index',
      'sysConf>sip>line>*',
      'sysConf>phone',
      'sysConf>phone>*',
      'sysConf>phone>*>*',
      'sysConf>dsskey',
      'sysConf>dsskey>dssSide@index',
      'sysConf>dsskey>dssSide>Fkey@index',
      'sysConf>dsskey>dssSide>Fkey>*',
      'sysConf>dsskey>internal@index',
      'sysConf>dsskey>internal>Fkey@index',
      'sysConf>dsskey>internal>Fkey>*',
      'sysConf>ap',
      'sysConf>ap>*',
      'sysConf>web',
      'sysConf>web>*',
      'sysConf>web>account@index',
      'sysConf>web>*>*',
    ],
    attributeValues: { index: /^[1-9]\d*$/ },
    names: [
      ...[
        'PhoneNumber',
        'DisplayName',
        'RegisterAddr',
        'RegisterPort',
        'RegisterUser',
        'RegisterPswd',
        'EnableReg',
      ],
      ...['ProxyAddr', 'Transport', 'MWINum', 'NotifyReboot', 'Type', 'Value', 'Title', 'FlashProtocol'],
      ...['FlashMode', 'FlashInterval', 'FlashFileName', 'DownloadCommonConf', 'DownloadDeviceConf'],
    ],
    order: ['Version', 'sip', 'phone', 'dsskey', 'ap'],
  },
  {
    brand: 'digium',
    model: 'd65',
    source: 'Sangoma’s pages on the XML config of D- and P-series',
    elements: [
      'config',
      'config>setting@id,value',
      'config>accounts',
      'config>accounts>account@index,status,register,account_id,username,authname,password,line_label,caller_id,dial_plan,visual_voicemail,voicemail,needMwiSubscription,conflict',
      'config>accounts>account>host_primary@server,port,transport,reregister,retry',
    ],
    attributeValues: { index: /^[0-5]$/, status: /^[01]$/, register: /^[01]$/ },
    names: [
      ...['config_server_url', 'time_zone', 'time_source', 'ntp_server', 'enable_check_sync'],
      ...['send_mac_with_useragent', 'transport_udp_enabled', 'transport_udp_port'],
    ],
    order: ['setting', 'accounts'],
  },
  {
    brand: 'gigaset',
    model: 'maxwell-3',
    source: 'Tancredi’s templates of Gigaset Maxwell',
    elements: ['provisioning@version,productID', 'provisioning>nvm', 'provisioning>nvm>param@name,value'],
    names: [
      ...[
        'SIP.Account.0.Active',
        'SIP.Account.0.AuthName',
        'SIP.Account.0.AuthPassword',
        'SIP.Account.0.DisplayName',
      ],
      ...['SIP.Account.0.Username', 'SIP.Account.0.Domain', 'SIP.Account.0.ProxyServer.Address'],
      ...[
        'SIP.Account.0.ProxyServer.Port',
        'SIP.Account.0.RegistrationServer.Address',
        'SIP.TransportProtocol',
      ],
      ...[
        'SIP.Account.0.VoiceMail.Mailbox',
        'SIP.Account.0.VoiceMail.Active',
        'PhoneUI.Keys.FunctionKeys.0.Type',
      ],
    ],
  },
  UNIFY_CONFIG,
  {
    brand: 'linphone',
    model: 'linphone',
    source: 'Linphone’s lpconfig.xsd and remote provisioning page',
    elements: ['config@xmlns', 'config>section@name,overwrite', 'config>section>entry@name,overwrite'],
    attributeValues: {
      overwrite: /^(true|false)$/,
      xmlns: /^http:\/\/www\.linphone\.org\/xsds\/lpconfig\.xsd$/,
    },
    names: [
      'auth_info_0',
      'username',
      'userid',
      'passwd',
      'proxy_0',
      'reg_proxy',
      'reg_identity',
      'reg_sendregister',
    ],
  },
];
