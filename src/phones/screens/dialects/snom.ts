import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addText, xmlDocument } from '../../provisioning/formats/xml';
import type { FormField, FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { SnomProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

const LEAVE = 'snom://mb_exit';
/** Leaves the page and reloads the settings. */
const RELOAD = 'snom://mb_exit#reloadset';
/** Milliseconds until the phone reloads its settings: long enough to read the page. */
const RELOAD_AFTER = '2000';

/** The documents of Snom's minibrowser: SnomIPPhoneMenu, SnomIPPhoneInput (one field), SnomIPPhoneText. */
export function writeSnom(screen: Screen, profile: SnomProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  if (screen.kind === 'menu') writeMenu(document, screen, profile, strings);
  else if (screen.kind === 'form') writeForm(document, screen, strings);
  else writeMessage(document, screen, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(document: XMLBuilder, screen: MenuScreen, profile: SnomProfile, strings: Strings): void {
  const root = document.ele('SnomIPPhoneMenu');
  write(root, 'Title', screen.title);
  for (const { label, url } of screen.items.slice(0, profile.maxMenuItems)) {
    const item = root.ele('MenuItem');
    write(item, 'Name', label);
    write(item, 'URL', url);
  }
  writeSoftKey(root, 'F1', strings.exit, LEAVE);
}

/** The action's query goes before the parameter's name: this makes the phone send more than one value. */
function writeForm(document: XMLBuilder, screen: FormScreen, strings: Strings): void {
  const [field, ...others] = screen.fields;
  if (!field || others.length > 0) {
    throw new Error(`Snom forms have one field, not ${screen.fields.length}`);
  }
  const [url = '', query] = screen.action.split('?');
  const root = document.ele('SnomIPPhoneInput');
  write(root, 'Title', screen.title);
  write(root, 'Prompt', field.label);
  write(root, 'URL', url);
  const item = root.ele('InputItem');
  write(item, 'DisplayName', field.label);
  write(item, 'QueryStringParam', query === undefined ? field.name : `${query}&${field.name}`);
  write(item, 'DefaultValue', '');
  write(item, 'InputFlags', flagsOf(field));
  writeSoftKey(root, 'F1', strings.cancel, LEAVE);
}

function flagsOf({ type, masked }: FormField): string {
  return `${masked ? 'p' : ''}${type === 'digits' ? 'n' : 'a'}`;
}

function writeMessage(document: XMLBuilder, screen: MessageScreen, strings: Strings): void {
  const root = document.ele('SnomIPPhoneText');
  write(root, 'Title', screen.title);
  write(root, 'Prompt', screen.title);
  write(root, 'Text', screen.text);
  if (screen.newConfig) addText(root.ele('fetch', { mil: RELOAD_AFTER }), RELOAD);
  writeSoftKey(root, 'F1', strings.exit, LEAVE);
  if (screen.next !== null) writeSoftKey(root, 'F4', strings.ok, screen.next);
}

function writeSoftKey(root: XMLBuilder, name: string, label: string, url: string): void {
  const key = root.ele('SoftKeyItem');
  write(key, 'Name', name);
  write(key, 'Label', label);
  write(key, 'URL', url);
}

function write(parent: XMLBuilder, name: string, text: string): void {
  addText(parent.ele(name), text);
}
