import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addElement, addText, xmlDocument } from '../../provisioning/formats/xml';
import type { FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { AastraProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

/** Seconds until an idle page closes. */
const TIMEOUT = '60';

/** The documents of Aastra and its relatives: TextMenu, InputScreen, TextScreen. */
export function writeAastra(screen: Screen, profile: AastraProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  if (screen.kind === 'menu') writeMenu(document, screen, profile, strings);
  else if (screen.kind === 'form') writeForm(document, screen, profile, strings);
  else writeMessage(document, screen, profile, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(document: XMLBuilder, screen: MenuScreen, profile: AastraProfile, strings: Strings): void {
  const root = document.ele(`${profile.prefix}TextMenu`, {
    style: profile.numberedStyle,
    Beep: 'no',
    wrapList: 'no',
    destroyOnExit: 'yes',
    Timeout: TIMEOUT,
  });
  writeTitle(root, screen.title);
  for (const { label, url } of screen.items.slice(0, profile.maxMenuItems)) {
    const item = root.ele('MenuItem');
    addText(item.ele('Prompt'), label);
    addText(item.ele('URI'), url);
  }
  writeSoftKey(root, profile.softKeys.ok, strings.select, 'SoftKey:Select');
  writeSoftKey(root, profile.softKeys.exit, strings.exit, 'SoftKey:Exit');
}

function writeForm(document: XMLBuilder, screen: FormScreen, profile: AastraProfile, strings: Strings): void {
  const root = document.ele(`${profile.prefix}InputScreen`, {
    type: 'string',
    Beep: 'no',
    LockIn: 'no',
    destroyOnExit: 'yes',
    Timeout: TIMEOUT,
    defaultIndex: '1',
  });
  writeTitle(root, screen.title);
  addText(root.ele('URL'), screen.action);
  for (const field of screen.fields) {
    const type = field.type === 'digits' ? 'number' : 'string';
    const input = root.ele('InputField', field.masked ? { type, password: 'yes' } : { type });
    addText(input.ele('Prompt'), field.label);
    addText(input.ele('Parameter'), field.name);
    addText(input.ele('Default'), '');
  }
  writeSoftKey(root, profile.softKeys.ok, strings.ok, 'SoftKey:Submit');
  writeSoftKey(root, profile.softKeys.exit, strings.cancel, 'SoftKey:Exit');
}

function writeMessage(
  document: XMLBuilder,
  screen: MessageScreen,
  profile: AastraProfile,
  strings: Strings,
): void {
  const root = addElement(document, `${profile.prefix}TextScreen`, {
    Beep: 'no',
    LockIn: 'no',
    destroyOnExit: 'yes',
    Timeout: TIMEOUT,
    ...(screen.next === null ? {} : { doneAction: screen.next }),
  });
  writeTitle(root, screen.title);
  addText(root.ele('Text'), screen.text);
  if (screen.next !== null) writeSoftKey(root, profile.softKeys.ok, strings.ok, screen.next);
  writeSoftKey(root, profile.softKeys.exit, strings.exit, 'SoftKey:Exit');
}

function writeTitle(root: XMLBuilder, title: string): void {
  addText(root.ele('Title', { wrap: 'no' }), title);
}

function writeSoftKey(root: XMLBuilder, index: number, label: string, uri: string): void {
  const key = root.ele('SoftKey', { index: String(index) });
  addText(key.ele('Label'), label);
  addText(key.ele('URI'), uri);
}
