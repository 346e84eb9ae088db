import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addText, xmlDocument } from '../../provisioning/formats/xml';
import type { FormField, FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { CiscoProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

/** Soft key positions. A page with soft keys replaces all default soft keys of the phone. */
const POSITION = { ok: 1, erase: 2, exit: 3 };

/** The documents of Cisco's phones. Old parsers need the order title, content, soft keys. */
export function writeCisco(screen: Screen, profile: CiscoProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  if (screen.kind === 'menu') writeMenu(document, screen, profile, strings);
  else if (screen.kind === 'form') writeForm(document, screen, strings);
  else writeMessage(document, screen, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(document: XMLBuilder, screen: MenuScreen, profile: CiscoProfile, strings: Strings): void {
  const root = document.ele('CiscoIPPhoneMenu');
  addText(root.ele('Title'), screen.title);
  for (const { label, url } of screen.items.slice(0, profile.maxMenuItems)) {
    const item = root.ele('MenuItem');
    addText(item.ele('Name'), label);
    addText(item.ele('URL'), url);
  }
  writeSoftKey(root, strings.select, 'SoftKey:Select', POSITION.ok);
  writeSoftKey(root, strings.exit, 'SoftKey:Exit', POSITION.exit);
}

function writeForm(document: XMLBuilder, screen: FormScreen, strings: Strings): void {
  const root = document.ele('CiscoIPPhoneInput');
  addText(root.ele('Title'), screen.title);
  addText(root.ele('URL'), screen.action);
  for (const field of screen.fields) {
    const item = root.ele('InputItem');
    addText(item.ele('DisplayName'), field.label);
    addText(item.ele('QueryStringParam'), field.name);
    addText(item.ele('DefaultValue'), '');
    addText(item.ele('InputFlags'), flagsOf(field));
  }
  writeSoftKey(root, strings.ok, 'SoftKey:Submit', POSITION.ok);
  writeSoftKey(root, '<<', 'SoftKey:<<', POSITION.erase);
  writeSoftKey(root, strings.cancel, 'SoftKey:Cancel', POSITION.exit);
}

/** `N` accepts digits, `A` any text; a `P` after it hides the input. */
function flagsOf(field: FormField): string {
  return `${field.type === 'digits' ? 'N' : 'A'}${field.masked ? 'P' : ''}`;
}

function writeMessage(document: XMLBuilder, screen: MessageScreen, strings: Strings): void {
  const root = document.ele('CiscoIPPhoneText');
  addText(root.ele('Title'), screen.title);
  addText(root.ele('Text'), screen.text);
  if (screen.next !== null) writeSoftKey(root, strings.ok, screen.next, POSITION.ok);
  writeSoftKey(root, strings.exit, 'SoftKey:Exit', POSITION.exit);
}

function writeSoftKey(root: XMLBuilder, name: string, url: string, position: number): void {
  const key = root.ele('SoftKeyItem');
  addText(key.ele('Name'), name);
  addText(key.ele('URL'), url);
  addText(key.ele('Position'), String(position));
}
