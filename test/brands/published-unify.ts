import type { PublishedConfig } from './published-configs';
import type { PublishedScreens } from './published-screens';

/** Published facts about Unify's config messages. */
export const UNIFY_CONFIG: PublishedConfig = {
  brand: 'unify',
  model: 'openstage-60',
  source:
    'OpenStage / OpenScape Desk Phone IP Provisioning Interface, Developer’s Guide, sections 3.5 and 4.4; Gemeinschaft',
  elements: [
    'DLSMessage@xmlns,xmlns:xsi,xsi:schemaLocation',
    'DLSMessage>Message',
    'DLSMessage>Message>Action',
    'DLSMessage>Message>ItemList',
    'DLSMessage>Message>ItemList>Item@name,index',
  ],
  attributeValues: {
    xmlns: /^http:\/\/www\.siemens\.com\/DLS$/,
    'xsi:schemaLocation': /^http:\/\/www\.siemens\.com\/DLS$/,
    index: /^[1-8]$/,
  },
  names: [
    ...['e164', 'sip-user-id', 'sip-pwd', 'sip-name', 'register-by-name', 'display-id-unicode'],
    ...['use-display-id', 'reg-addr', 'reg-port', 'registrar-addr', 'registrar-port', 'server-type'],
    ...['sip-transport-user', 'outbound-proxy-user', 'default-domain', 'realm', 'voice-mail-e164'],
    ...['sntp-addr', 'sntp-tz-offset', 'daylight-save', 'auto-daylight-save', 'daylight-save-zone-id'],
    ...['mobility-enabled', 'admin-pwd', 'function-key-def', 'key-label-unicode', 'select-dial'],
    ...['stimulus-led-control-uri', 'forwarding-type', 'forwarding-dest'],
  ],
  order: ['Action', 'ItemList'],
};

/** Published facts about its pages. */
export const UNIFY_SCREENS: PublishedScreens = {
  brands: ['unify'],
  source:
    'Gemeinschaft’s phone book and menus for OpenStage, the library openstage-java; XML Applications, Developer’s Guide',
  roots: { menu: 'IppPhone', form: 'IppPhone', message: 'IppPhone' },
  elements: {
    IppPhone: { children: ['IppDisplay'], needs: ['IppDisplay'] },
    IppDisplay: { children: ['IppScreen'], needs: ['IppScreen'] },
    IppScreen: {
      attributes: ['ID', 'HiddenCount', 'CommandCount'],
      children: ['IppKey', 'IppAlert', 'IppList', 'IppForm', 'IppHidden', 'IppCommand', 'IppAction'],
      values: { '@ID': /^\d+$/, '@HiddenCount': /^\d+$/, '@CommandCount': /^\d+$/ },
    },
    IppList: {
      attributes: ['Type', 'Count', 'Columns'],
      children: ['Title', 'Url', 'Option'],
      needs: ['Title', 'Url', 'Option'],
      values: { '@Type': /^IMPLICIT$/, '@Count': /^\d+$/, '@Columns': /^[1-3]$/ },
    },
    Option: {
      attributes: ['ID', 'Selected', 'Key', 'Value'],
      children: ['OptionText', 'Image'],
      needs: ['OptionText'],
      values: { '@Selected': /^(TRUE|FALSE)$/ },
    },
    IppForm: { attributes: ['ItemCount'], children: ['Title', 'Url', 'IppTextField'], needs: ['Url'] },
    IppTextField: {
      attributes: ['MaxSize', 'Constraint', 'Default', 'Key'],
      children: ['Label', 'Text'],
      needs: ['Label', 'Text'],
      values: {
        '@MaxSize': /^\d+$/,
        '@Constraint': /^(ANY|NUMERIC|PASSWORD|PHONENUMBER|URL|EMAILADDR)$/,
        '@Default': /^TEXT$/,
      },
    },
    IppAlert: {
      attributes: ['Type', 'Delay'],
      children: ['Title', 'Text', 'Image'],
      needs: ['Title', 'Text', 'Image'],
      values: { '@Type': /^(INFO|ERROR)$/, '@Delay': /^\d+$/ },
    },
    IppHidden: {
      attributes: ['Type', 'Key'],
      children: ['Value'],
      needs: ['Value'],
      values: { '@Type': /^VALUE$/ },
    },
    IppCommand: {
      attributes: ['Type', 'Priority', 'Auto', 'Key', 'Value', 'DisplayOn', 'Select', 'Default'],
      children: ['Label', 'ScreenID'],
      needs: ['Label'],
      values: {
        '@Type': /^(SELECT|BACK|UPDATE|SCREEN|CANCEL|EXIT)$/,
        '@DisplayOn': /^(OPTIONS|LISTITEM|BOTH)$/,
      },
    },
    Title: {},
    Url: { values: { text: /^https?:\/\/.+$/ } },
    OptionText: { attributes: ['State'] },
    Label: {},
    Text: {},
    Image: {},
    Value: {},
  },
  beyond: [],
};
