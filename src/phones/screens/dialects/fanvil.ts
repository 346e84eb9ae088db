import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addText, xmlDocument } from '../../provisioning/formats/xml';
import type { FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { FanvilProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

/** Fanvil's pages: menus like Cisco's, forms like Aastra's, soft keys with a name and no index. */
export function writeFanvil(screen: Screen, profile: FanvilProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  if (screen.kind === 'menu') writeMenu(document, screen, profile);
  else if (screen.kind === 'form') writeForm(document, screen);
  else writeMessage(document, screen, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(document: XMLBuilder, screen: MenuScreen, profile: FanvilProfile): void {
  const root = document.ele('FanvilIPPhoneMenu');
  addText(root.ele('Title'), screen.title);
  for (const { label, url } of screen.items.slice(0, profile.maxMenuItems)) {
    const item = root.ele('MenuItem');
    addText(item.ele('Name'), label);
    addText(item.ele('URL'), url);
  }
}

function writeForm(document: XMLBuilder, screen: FormScreen): void {
  const root = document.ele('FanvilIPPhoneInputScreen');
  addText(root.ele('Title'), screen.title);
  addText(root.ele('Prompt'), screen.fields.map(({ label }) => label).join(', '));
  addText(root.ele('URL'), screen.action);
  for (const field of screen.fields) {
    const input = field.masked ? root.ele('InputField', { password: 'yes' }) : root.ele('InputField');
    addText(input.ele('Prompt'), field.label);
    addText(input.ele('Parameter'), field.name);
    addText(input.ele('Default'), '');
  }
}

function writeMessage(document: XMLBuilder, screen: MessageScreen, strings: Strings): void {
  const root = document.ele('FanvilIPPhoneText');
  addText(root.ele('Title'), screen.title);
  addText(root.ele('Text'), screen.text);
  if (screen.next !== null) writeSoftKey(root, strings.ok, screen.next);
  writeSoftKey(root, strings.exit, 'SoftKey:Exit');
}

function writeSoftKey(root: XMLBuilder, name: string, uri: string): void {
  const key = root.ele('SoftKey');
  addText(key.ele('Name'), name);
  addText(key.ele('URI'), uri);
}
