import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addElement, xmlDocument } from '../../provisioning/formats/xml';
import type { FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { PpxmlProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

const NAMESPACE = 'http://panasonic/sip_phone';
const ROOT = {
  xmlns: NAMESPACE,
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  'xsi:schemaLocation': `${NAMESPACE} sip_phone.xsd`,
};
/** Supported by all phones of this dialect. */
const VERSION = '2.0';
/** Soft key numbers, from 1. */
const SOFT_KEY = { ok: '1', exit: '3' };

/** Panasonic's screens: a menu, text boxes, or lines of text. */
export function writePpxml(screen: Screen, profile: PpxmlProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  const root = addElement(addElement(document, 'ppxml', ROOT), 'Screen', {
    name: screen.title,
    version: VERSION,
  });
  if (screen.kind === 'menu') writeMenu(root, screen, profile);
  else if (screen.kind === 'form') writeForm(root, screen, strings);
  else writeMessage(root, screen, profile, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(root: XMLBuilder, screen: MenuScreen, profile: PpxmlProfile): void {
  const items = addElement(root, 'Menu', { name: screen.title, area: 'Phone' }).ele('MenuItems');
  for (const [index, { label, url }] of screen.items.slice(0, profile.maxMenuItems).entries()) {
    const attributes = { id: String(index + 1), name: label, text: label, selected: String(index === 0) };
    writeRequest(addElement(items, 'MenuItem', attributes), url);
  }
}

/** One line labels all boxes below it: the smallest displays have three lines. */
function writeForm(root: XMLBuilder, screen: FormScreen, strings: Strings): void {
  const components = root.ele('Components');
  writeLine(components, 1, screen.fields.map(({ label }) => label).join(' / '));
  for (const [index, { name, masked }] of screen.fields.entries()) {
    const attributes = { name, area: 'Phone', line: String(index + 2), text: '', password: String(masked) };
    const box = addElement(components, 'TextBox', attributes);
    writeRequest(writeSoftKey(box, SOFT_KEY.ok, strings.ok), screen.action);
  }
}

function writeMessage(
  root: XMLBuilder,
  screen: MessageScreen,
  profile: PpxmlProfile,
  strings: Strings,
): void {
  const components = root.ele('Components');
  const lines = wrap(screen.text, profile.columns).slice(0, profile.maxLines);
  for (const [index, line] of lines.entries()) writeLine(components, index + 1, line);
  const softKeys = components.ele('SoftKeys');
  if (screen.next !== null) writeRequest(writeSoftKey(softKeys, SOFT_KEY.ok, strings.ok), screen.next);
  writeSoftKey(softKeys, SOFT_KEY.exit, strings.exit).ele('Events').ele('OnClicked').ele('CancelKey');
}

function writeLine(components: XMLBuilder, line: number, text: string): void {
  const place = { area: 'Phone', line: String(line), textAlignment: 'Left' };
  addElement(components, 'Label', { name: `line${line}`, ...place, text });
}

function writeSoftKey(parent: XMLBuilder, id: string, text: string): XMLBuilder {
  return addElement(parent, 'SoftKey', { id, name: text, text });
}

/** On a press, the phone requests this URL with the content of the boxes. */
function writeRequest(parent: XMLBuilder, url: string): void {
  addElement(parent.ele('Events').ele('OnClicked'), 'SendRequest', { url });
}

/** Breaks lines between words. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
