import type { KeyKind } from '../../src/desk/model';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  type Entries,
  keySlots,
  optionalParameter,
  pollInterval,
  posixRule,
  provisioningLogin,
  provisioningServer,
  sameInEverySlot,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { loginPage, serverPath, virtualKey } from './common';
import { MIN_POLL_MINUTES, namingOf } from './models';
import { pValueParameters } from './p-values';

const ACCOUNT: Readonly<Record<string, AccountValue>> = {
  enable: whenLoggedIn('Yes', 'No'),
  name: 'user',
  'sip.server.1.address': 'hostAndPort',
  'sip.outboundProxy.1.address': sameInEverySlot(''),
  'sip.transport': transportCode({ udp: 'UDP', tcp: 'TCP', tls: 'Tls Or Tcp' }),
  'sip.userid': 'user',
  'sip.subscriber.userid': 'authUser',
  'sip.subscriber.password': 'secret',
  'sip.subscriber.name': 'displayName',
  'sip.registration': whenLoggedIn('Yes', 'No'),
  'sip.voicemail.number': 'voicemailNumber',
  'sip.subscribe.forMwi': whenLoggedIn('Yes', 'No'),
  // With this check, a logged-out phone, which has no proxy, would accept no NOTIFY.
  'sip.validate.incomingServer': sameInEverySlot('No'),
};

/** The mode of a key, by name: the vendor's documents disagree on the numbers. */
const KEY_MODE: Readonly<Record<KeyKind, string>> = {
  none: 'None',
  line: 'Line',
  'speed-dial': 'SpeedDial',
  blf: 'BLF',
  park: 'CallPark',
  intercom: 'Intercom',
  voicemail: 'VoiceMail',
  dnd: 'DND',
  forward: 'Forward',
  // No key type requests a URL without showing a page.
  url: 'None',
  login: 'XMLApplication',
};

/** The whole config, in named parameters or in P-values as the model needs. */
export function grandstreamParameters(config: PhoneConfig, model: Model): Parameters {
  const naming = namingOf(model);
  return naming === 'names' ? namedParameters(config, model) : pValueParameters(config, model, naming);
}

/** The whole config in named parameters. Every account slot and every virtual key is written, used or not. */
function namedParameters(config: PhoneConfig, model: Model): Parameters {
  return toParameters(
    accountSlots(config, {
      count: model.accounts,
      name: (slot, field) => `account.${slot}.${field}`,
      fields: ACCOUNT,
    }),
    // Without gaps: the phone drops all keys after a missing one.
    keySlots(config.lineKeys, config, {
      name: (place, field) => `pks.vpk.${place}.${field}`,
      fields: virtualKey(KEY_MODE, 'Account1'),
    }),
    model.formFields === null ? [] : application(config),
    {
      // `Yes` switches the challenge off (see limitations.md); Asterisk cannot answer one.
      'sip.notify.challenge': 'Yes',
      'dateTime.ntp.server.1': config.ntpServer,
    },
    posixRule(config, (rule) => ({ 'dateTime.timezone': 'customize', 'dateTime.timezone.custom': rule })),
    optionalParameter(config.language, 'language.gui'),
    optionalParameter(config.phoneAdminPassword, 'users.admin.password'),
    provisioningServer(config, (url, isHttps) => ({
      'provisioning.config.protocol': isHttps ? 'HTTPS' : 'HTTP',
      'provisioning.config.serverPath': serverPath(url),
    })),
    provisioningLogin(config, 'provisioning.config.username', 'provisioning.config.password'),
    {
      'provisioning.auto.mode': 'YesUpgradeMin',
      'provisioning.auto.minute': pollInterval(config, 'minutes', { least: MIN_POLL_MINUTES }),
    },
  );
}

/** The XML application, which opens the login page. A logged-out phone opens it by itself at boot. */
function application(config: PhoneConfig): Entries {
  const { path, softKeyLabel } = loginPage(config);
  return {
    'xmlApplication.serverPath': path,
    'xmlApplication.softkeyLabel': softKeyLabel,
    'xmlApplications.autoLaunch': config.account === null && path !== '' ? 'OnBootupNoAccount' : 'No',
  };
}
