/** Where a key is: beside the display, on a page of the second display, or a soft key of the idle screen. */
export type KeyPlace =
  | { readonly on: 'side'; readonly index: number }
  | { readonly on: 'page'; readonly page: number; readonly index: number }
  | { readonly on: 'soft'; readonly index: number };

export interface KeyNames {
  readonly type: string;
  readonly value: string;
  readonly title: string;
}

export type LineField =
  | 'number'
  | 'displayName'
  | 'address'
  | 'port'
  | 'user'
  | 'password'
  | 'register'
  | 'proxyAddress'
  | 'proxyUser'
  | 'proxyPassword'
  | 'backupAddress'
  | 'transport'
  | 'voicemail';

export type Setting =
  | 'notifyReboot'
  | 'menuPassword'
  | 'webName'
  | 'webPassword'
  | 'webLevel'
  | 'language'
  | 'useNtp'
  | 'ntpServer'
  | 'timeZone'
  | 'desktopSoftKeys'
  | 'downloadUser'
  | 'downloadPassword'
  | 'commonFile'
  | 'ownFile'
  | 'saveServer'
  | 'server'
  | 'fileName'
  | 'protocol'
  | 'mode'
  | 'interval';

/** The names of the settings in one of Fanvil's file formats. */
export interface FanvilNames {
  line(slot: number): Readonly<Record<LineField, string>>;
  key(place: KeyPlace): KeyNames;
  /** A setting that has no name here is not written. */
  readonly settings: Readonly<Partial<Record<Setting, string>>>;
  /** The value of a key of the kind `url`, which requests a URL and shows nothing. */
  urlKey(url: string): string;
  /** Splits a provisioning URL (with a slash at the end) into server and file name. The phone replaces `$mac` by its MAC. */
  splitServer(url: string): { readonly server: string; readonly fileName: string };
  /** The reverse of `splitServer`; null when no server is set. */
  joinServer(server: string, fileName: string, isHttps: boolean): string | null;
}

const FILE = '$mac.cfg';

/** `sysConf` XML of firmware 2.x, from public templates of two projects. */
export const SYS_CONF_NAMES: FanvilNames = {
  line: (slot) => {
    const at = (name: string) => `sip/line[${slot}]/${name}`;
    return {
      number: at('PhoneNumber'),
      displayName: at('DisplayName'),
      address: at('RegisterAddr'),
      port: at('RegisterPort'),
      user: at('RegisterUser'),
      password: at('RegisterPswd'),
      register: at('EnableReg'),
      proxyAddress: at('ProxyAddr'),
      proxyUser: at('ProxyUser'),
      proxyPassword: at('ProxyPswd'),
      backupAddress: at('BackupAddr'),
      transport: at('Transport'),
      voicemail: at('MWINum'),
    };
  },
  key: (place) => {
    const at = (name: string) => `dsskey/${elementOf(place)}/${name}`;
    return { type: at('Type'), value: at('Value'), title: at('Title') };
  },
  settings: {
    notifyReboot: 'sip/NotifyReboot',
    menuPassword: 'phone/MenuPassword',
    webName: 'web/account[1]/Name',
    webPassword: 'web/account[1]/Password',
    webLevel: 'web/account[1]/Level',
    language: 'phone/display/DefaultLanguage',
    useNtp: 'phone/date/EnableSNTP',
    ntpServer: 'phone/date/SNTPServer',
    timeZone: 'phone/date/TimeZone',
    desktopSoftKeys: 'phone/softkey/DesktopSoftkey',
    downloadUser: 'ap/DefaultUsername',
    downloadPassword: 'ap/DefaultPassword',
    commonFile: 'ap/DownloadCommonConf',
    ownFile: 'ap/DownloadDeviceConf',
    saveServer: 'ap/SaveProvisionInfo',
    server: 'ap/FlashServerIP',
    fileName: 'ap/FlashFileName',
    protocol: 'ap/FlashProtocol',
    mode: 'ap/FlashMode',
    interval: 'ap/FlashInterval',
  },
  urlKey: (url) => url,
  splitServer: (url) => ({ server: url.replace(/\/$/, ''), fileName: FILE }),
  joinServer: (server) => (server === '' ? null : `${server.replace(/\/$/, '')}/`),
};

function elementOf(place: KeyPlace): string {
  if (place.on === 'soft') return `dssSoft[${place.index}]`;
  return place.on === 'side'
    ? `dssSide[1]/Fkey[${place.index}]`
    : `internal[${place.page}]/Fkey[${place.index}]`;
}

/** The text format of older firmware, from published files. It cuts names after 19 characters. */
export const MODULE_NAMES: FanvilNames = {
  line: (slot) => {
    const at = (name: string) => `SIP CONFIG MODULE/--SIP Line List--/SIP${slot} ${name}`;
    return {
      number: at('Phone Number'),
      displayName: at('Display Name'),
      address: at('Register Addr'),
      port: at('Register Port'),
      user: at('Register User'),
      password: at('Register Pswd'),
      register: at('Enable Reg'),
      proxyAddress: at('Proxy Addr'),
      proxyUser: at('Proxy User'),
      proxyPassword: at('Proxy Pswd'),
      backupAddress: at('BakProxy Addr'),
      transport: at('Transport'),
      voicemail: at('MWI Num'),
    };
  },
  key: (place) => {
    const section = place.on === 'soft' ? '--Soft Dss Key--/Soft' : '--Function Key--/';
    const at = (name: string) => `PHONE CONFIG MODULE/${section}Fkey${place.index} ${name}`;
    return { type: at('Type'), value: at('Value'), title: at('Title') };
  },
  settings: {
    notifyReboot: 'SIP CONFIG MODULE/Notify Reboot',
    menuPassword: 'PHONE CONFIG MODULE/Menu Password',
    webName: 'MMI CONFIG MODULE/--MMI Account--/Account1 Name',
    webPassword: 'MMI CONFIG MODULE/--MMI Account--/Account1 Password',
    webLevel: 'MMI CONFIG MODULE/--MMI Account--/Account1 Level',
    useNtp: 'GLOBAL CONFIG MODULE/Enable SNTP',
    ntpServer: 'GLOBAL CONFIG MODULE/SNTP Server',
    timeZone: 'GLOBAL CONFIG MODULE/Time Zone',
    downloadUser: 'AUTOUPDATE CONFIG MODULE/Download Username',
    downloadPassword: 'AUTOUPDATE CONFIG MODULE/Download Password',
    commonFile: 'AUTOUPDATE CONFIG MODULE/Download CommonConf',
    ownFile: 'AUTOUPDATE CONFIG MODULE/Download DeviceConf',
    saveServer: 'AUTOUPDATE CONFIG MODULE/Save Provision Info',
    server: 'AUTOUPDATE CONFIG MODULE/Download Server IP',
    fileName: 'AUTOUPDATE CONFIG MODULE/Config File Name',
    protocol: 'AUTOUPDATE CONFIG MODULE/Download Protocol',
    mode: 'AUTOUPDATE CONFIG MODULE/Download Mode',
    interval: 'AUTOUPDATE CONFIG MODULE/Download Interval',
  },
  urlKey: (url) => `get:${url}`,
  splitServer: (url) => {
    const { host, pathname } = new URL(url);
    return { server: host, fileName: `${pathname.slice(1)}${FILE}` };
  },
  joinServer: (server, fileName, isHttps) => {
    const folder = fileName.slice(0, fileName.lastIndexOf('/') + 1);
    return server === '' ? null : `${isHttps ? 'https' : 'http'}://${server}/${folder}`;
  },
};
