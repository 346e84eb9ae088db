import { UNIFY_SCREENS } from './published-unify';

/** What a published document states about an element. Names that are missing here are in no known source. */
export interface PublishedElement {
  readonly attributes?: readonly string[];
  /** In the order of the source. */
  readonly children?: readonly string[];
  /** The source has the children in any order. */
  readonly mixed?: true;
  /** Children that every example of the source has. */
  readonly needs?: readonly string[];
  /** Allowed values of its text, or of an attribute as `@name`. */
  readonly values?: Readonly<Record<string, RegExp>>;
}

export interface PublishedScreens {
  readonly brands: readonly string[];
  readonly source: string;
  /** The roots of a menu, a form and a message. */
  readonly roots: Readonly<Record<'menu' | 'form' | 'message', string>>;
  readonly elements: Readonly<Record<string, PublishedElement>>;
  /** What we write beyond the source, inferred from related brands. */
  readonly beyond: readonly string[];
}

const ACTION = /^(SoftKey:(Exit|Select|Submit|BackSpace|ChangeMode|Dial2?|NextSpace|Dot)|https?:\/\/.+)$/;
const URL = /^https?:\/\/.+$/;
const COLOUR = /^(Black|Dark[1-6]|Gray|LightGray|Light[1-6]|White|None)$/;
const MENU_ATTRIBUTES = ['defaultIndex', 'style', 'Beep', 'wrapList', 'Timeout'];
const PAGE_ATTRIBUTES = ['Beep', 'Timeout', 'LockIn', 'destroyOnExit', 'cancelAction'];

/** The objects of Aastra's guide, which related brands use with their own prefix. */
function aastraObjects(prefix: string, style: RegExp, menuAttributes: readonly string[]) {
  return {
    [`${prefix}TextMenu`]: {
      attributes: menuAttributes,
      children: ['Title', 'TopTitle', 'MenuItem', 'SoftKey', 'IconList'],
      needs: ['Title', 'MenuItem'],
      values: { '@style': style, '@Beep': /^(yes|no)$/, '@Timeout': /^\d+$/ },
    },
    [`${prefix}InputScreen`]: {
      attributes: [...PAGE_ATTRIBUTES, 'type', 'password', 'editable', 'defaultIndex', 'displayMode'],
      children: ['Title', 'TopTitle', 'Prompt', 'URL', 'Parameter', 'Default', 'InputField', 'SoftKey'],
      needs: ['Title', 'URL', 'InputField'],
      values: { '@type': /^(IP|string|number|timeUS|timeInt|dateUS|dateInt)$/ },
    },
    [`${prefix}TextScreen`]: {
      attributes: [...PAGE_ATTRIBUTES, 'doneAction', 'allowDTMF'],
      children: ['Title', 'TopTitle', 'Text', 'SoftKey'],
      needs: ['Title', 'Text'],
    },
    Title: { attributes: ['wrap', 'Color'] },
    MenuItem: { attributes: ['base', 'icon'], children: ['Prompt', 'URI', 'Dial', 'Selection'] },
    InputField: {
      attributes: ['type', 'password', 'editable'],
      children: ['Prompt', 'Parameter', 'Selection', 'Default', 'SoftKey'],
      needs: ['Prompt', 'Parameter'],
      values: {
        '@type': /^(IP|string|number|timeUS|timeInt|dateUS|dateInt|empty)$/,
        '@password': /^(yes|no)$/,
      },
    },
    SoftKey: {
      attributes: ['index'],
      children: ['Label', 'URI'],
      needs: ['Label', 'URI'],
      values: { '@index': /^[1-6]$/ },
    },
    URI: { values: { text: ACTION } },
    URL: { values: { text: URL } },
    ...leaves('Prompt', 'Parameter', 'Default', 'Label', 'Text'),
  };
}

function leaves(...names: string[]): Record<string, PublishedElement> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

const aastraRoots = (prefix: string) => ({
  menu: `${prefix}TextMenu`,
  form: `${prefix}InputScreen`,
  message: `${prefix}TextScreen`,
});

export const PUBLISHED_SCREENS: readonly PublishedScreens[] = [
  {
    brands: ['aastra'],
    source: 'Aastra XML API guide PA-001011, Mitel 58015045',
    roots: aastraRoots('AastraIPPhone'),
    elements: aastraObjects('AastraIPPhone', /^(numbered|none|radio)$/, [
      ...MENU_ATTRIBUTES,
      ...PAGE_ATTRIBUTES,
    ]),
    beyond: [],
  },
  {
    brands: ['yealink', 'tiptel'],
    source: 'Yealink XML Browser guide',
    roots: aastraRoots('YealinkIPPhone'),
    elements: aastraObjects('YealinkIPPhone', /^(numbered|none)$/, [...MENU_ATTRIBUTES, ...PAGE_ATTRIBUTES]),
    beyond: [],
  },
  {
    brands: ['sangoma', 'htek'],
    source: 'Htek XML Browser guide (the text menu); Yealink’s for what it takes over',
    roots: aastraRoots(''),
    elements: aastraObjects('', /^number$/, MENU_ATTRIBUTES),
    beyond: ['TextMenu@destroyOnExit'],
  },
  {
    brands: ['cisco-spa', 'cisco-mpp', 'cisco-enterprise'],
    source: 'Cisco IP Phone Services Application Development Notes OL-20949',
    roots: { menu: 'CiscoIPPhoneMenu', form: 'CiscoIPPhoneInput', message: 'CiscoIPPhoneText' },
    elements: {
      CiscoIPPhoneMenu: { children: ['Title', 'Prompt', 'MenuItem', 'SoftKeyItem'], needs: ['MenuItem'] },
      CiscoIPPhoneInput: {
        children: ['Title', 'Prompt', 'URL', 'InputItem', 'SoftKeyItem'],
        needs: ['URL', 'InputItem'],
      },
      CiscoIPPhoneText: { children: ['Title', 'Prompt', 'Text', 'SoftKeyItem'], needs: ['Text'] },
      MenuItem: { children: ['Name', 'URL'], needs: ['Name', 'URL'] },
      InputItem: {
        children: ['DisplayName', 'QueryStringParam', 'DefaultValue', 'InputFlags'],
        needs: ['DisplayName', 'QueryStringParam', 'InputFlags'],
      },
      SoftKeyItem: { children: ['Name', 'URL', 'Position'], needs: ['Name', 'URL', 'Position'] },
      InputFlags: { values: { text: /^[ATNEUL]P?$/ } },
      URL: { values: { text: /^(SoftKey:(Select|Exit|Update|Submit|Cancel|Next|<<)|https?:\/\/.+)$/ } },
      Position: { values: { text: /^[1-8]$/ } },
      ...leaves('Title', 'Prompt', 'Name', 'DisplayName', 'QueryStringParam', 'DefaultValue', 'Text'),
    },
    beyond: [],
  },
  {
    brands: ['snom', 'gigaset-p'],
    source: 'Snom minibrowser pages (service.snom.com); GS5’s screens',
    roots: { menu: 'SnomIPPhoneMenu', form: 'SnomIPPhoneInput', message: 'SnomIPPhoneText' },
    elements: {
      SnomIPPhoneMenu: {
        attributes: ['speedselect', 'state', 'title'],
        children: ['Title', 'MenuItem', 'Menu', 'SoftKeyItem'],
        needs: ['MenuItem'],
      },
      SnomIPPhoneInput: {
        children: ['Title', 'Prompt', 'URL', 'InputItem', 'SoftKeyItem'],
        needs: ['URL', 'InputItem'],
      },
      SnomIPPhoneText: { children: ['Title', 'Prompt', 'Text', 'fetch', 'SoftKeyItem'], needs: ['Text'] },
      MenuItem: {
        attributes: ['name', 'sel'],
        children: ['Name', 'URL', 'ExtraText'],
        needs: ['Name', 'URL'],
      },
      InputItem: {
        children: ['DisplayName', 'QueryStringParam', 'DefaultValue', 'InputFlags', 'InputMask'],
        needs: ['DisplayName', 'QueryStringParam', 'InputFlags'],
      },
      SoftKeyItem: { children: ['Name', 'Label', 'URL'], needs: ['Name', 'Label', 'URL'] },
      InputFlags: { values: { text: /^p?[atneul]$/ } },
      URL: { values: { text: /^(snom:\/\/mb_(nop|exit)(#.*)?|https?:\/\/.+)$/ } },
      fetch: { attributes: ['mil'] },
      Name: {},
      ...leaves('Title', 'Prompt', 'Label', 'DisplayName', 'QueryStringParam', 'DefaultValue', 'Text'),
    },
    beyond: [],
  },
  {
    brands: ['fanvil'],
    source: 'Fanvil XML Operation Guide 1.1; wazo-phoned’s templates',
    roots: { menu: 'FanvilIPPhoneMenu', form: 'FanvilIPPhoneInputScreen', message: 'FanvilIPPhoneText' },
    elements: {
      FanvilIPPhoneMenu: { children: ['Title', 'MenuItem'], needs: ['Title', 'MenuItem'] },
      FanvilIPPhoneInputScreen: {
        children: ['Title', 'Prompt', 'URL', 'InputField'],
        needs: ['Title', 'Prompt', 'URL', 'InputField'],
      },
      FanvilIPPhoneText: {
        attributes: ['beep'],
        children: ['Title', 'Text', 'SoftKey'],
        needs: ['Title', 'Text'],
      },
      MenuItem: { children: ['Name', 'URL'], needs: ['Name', 'URL'] },
      InputField: { children: ['Prompt', 'Parameter', 'Default'], needs: ['Prompt', 'Parameter', 'Default'] },
      SoftKey: { children: ['Name', 'URI'], needs: ['Name', 'URI'] },
      URI: { values: { text: /^(SoftKey:(Exit|Dial)|https?:\/\/.+)$/ } },
      ...leaves('Title', 'Prompt', 'Name', 'URL', 'Parameter', 'Default', 'Text'),
    },
    beyond: ['InputField@password'],
  },
  {
    brands: ['grandstream'],
    source: 'Grandstream GXP21xx XML Application Guide 1.0.0.2',
    roots: { menu: 'Screen', form: 'Screen', message: 'Screen' },
    elements: {
      Screen: { children: ['Page', 'Events'], needs: ['Page'] },
      Page: {
        attributes: ['ignoreCallUpdate'],
        children: ['ShowStatusLine', 'Contents', 'SoftKeys'],
        needs: ['Contents', 'SoftKeys'],
      },
      Contents: {
        children: ['DisplayString', 'DisplayBitmap', 'DisplayRectangle', 'input', 'select'],
        mixed: true,
      },
      DisplayString: {
        attributes: ['font', 'width', 'height', 'halign', 'color', 'bgcolor'],
        children: ['X', 'Y', 'DisplayStr'],
        needs: ['X', 'Y', 'DisplayStr'],
        values: { '@font': /^(unifont|bold)$/, '@color': COLOUR, '@bgcolor': COLOUR },
      },
      input: {
        attributes: ['name', 'value', 'type', 'maxlength', 'data-type'],
        children: ['styles'],
        needs: ['styles'],
        values: { '@type': /^(text|password|hidden|radio|checkbox)$/, '@data-type': /^(int|string)$/ },
      },
      styles: { attributes: ['pos_x', 'pos_y', 'width', 'height', 'border-color', 'bgcolor'] },
      SoftKeys: { children: ['SoftKey'], needs: ['SoftKey'] },
      SoftKey: {
        attributes: ['action', 'label', 'commandArgs', 'commandId'],
        values: { '@action': /^(Dial|UseURL|AppendInputURL|QuitApp)$/ },
      },
      ShowStatusLine: { values: { text: /^(true|false)$/ } },
      ...leaves('X', 'Y', 'DisplayStr'),
    },
    beyond: [],
  },
  {
    brands: ['panasonic'],
    source: 'Panasonic XML Application Developer’s Guide 2.52; clearvox/panasonic-xml-php',
    roots: { menu: 'ppxml', form: 'ppxml', message: 'ppxml' },
    elements: {
      ppxml: {
        attributes: ['xmlns', 'xmlns:xsi', 'xsi:schemaLocation'],
        children: ['Screen'],
        needs: ['Screen'],
      },
      Screen: {
        attributes: ['name', 'version'],
        children: ['Components', 'Menu', 'SoftKeys', 'Timer', 'Events'],
        values: { '@version': /^[23]\.0$/ },
      },
      Components: { children: ['Label', 'TextBox', 'PictureBox', 'SoftKey'], mixed: true },
      Label: { attributes: ['name', 'text', 'area', 'textAlignment', 'line'] },
      TextBox: { attributes: ['name', 'text', 'line', 'password'], children: ['SoftKey'] },
      Menu: { attributes: ['name', 'area'], children: ['MenuItems'], needs: ['MenuItems'] },
      MenuItems: { children: ['MenuItem'], needs: ['MenuItem'] },
      MenuItem: { attributes: ['id', 'name', 'text', 'selected'], children: ['Events'], needs: ['Events'] },
      SoftKeys: { children: ['SoftKey'] },
      SoftKey: { attributes: ['id', 'name', 'text'], children: ['Events'], needs: ['Events'] },
      Events: { children: ['OnClicked'], needs: ['OnClicked'] },
      OnClicked: { children: ['SendRequest', 'CancelKey'], mixed: true },
      SendRequest: { attributes: ['url'], values: { '@url': /^https?:\/\/.{1,500}$/ } },
      CancelKey: {},
    },
    // The sources have two places for the soft keys of a screen, and neither is inside Components.
    beyond: ['Components>SoftKeys', 'TextBox@area'],
  },
  UNIFY_SCREENS,
  {
    brands: ['polycom'],
    source: 'Polycom Web Application Developer’s Guide 3725-49106; strict XHTML',
    roots: { menu: 'html', form: 'html', message: 'html' },
    elements: {
      html: { children: ['head', 'body'], needs: ['head', 'body'] },
      head: { children: ['title'], needs: ['title'] },
      body: { children: ['p', 'br', 'hr', 'b', 'a', 'form', 'softkey'], mixed: true },
      p: { children: ['a', 'b', 'br', 'input'], mixed: true },
      a: { attributes: ['href'], values: { '@href': /^(https?:\/\/|Action:|Key:|Tel:).+$/ } },
      form: {
        attributes: ['method', 'action', 'accept-charset'],
        children: ['p', 'input', 'softkey'],
        mixed: true,
        values: { '@method': /^(get|post)$/ },
      },
      input: {
        attributes: ['type', 'name', 'value', 'size'],
        values: { '@type': /^(text|password|hidden|submit|checkbox|radio)$/ },
      },
      softkey: {
        attributes: ['index', 'label', 'action'],
        values: {
          '@index': /^[1-8]$/,
          '@action': /^(SoftKey:(Home|Back|Exit|Cancel|Refresh|Submit|Reset|Fetch;.+)|Key:.+)$/,
        },
      },
      title: {},
    },
    beyond: [],
  },
];
