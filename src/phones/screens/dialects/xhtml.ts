import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addElement, addText, xmlDocument } from '../../provisioning/formats/xml';
import type { FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { XhtmlProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

/** Soft key numbers, for browsers that show soft keys; others use the links and buttons. */
const SOFT_KEY = { ok: 1, exit: 4 };

/** The pages of Polycom's microbrowser: strict XHTML, links for a menu, a form with a button. */
export function writeXhtml(screen: Screen, profile: XhtmlProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  const html = document.ele('html');
  addText(html.ele('head').ele('title'), screen.title);
  const body = html.ele('body');
  if (screen.kind === 'menu') writeMenu(body, screen, profile, strings);
  else if (screen.kind === 'form') writeForm(body, screen, strings);
  else writeMessage(body, screen, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(body: XMLBuilder, screen: MenuScreen, profile: XhtmlProfile, strings: Strings): void {
  for (const { label, url } of screen.items.slice(0, profile.maxMenuItems)) writeLink(body, label, url);
  writeSoftKey(body, SOFT_KEY.exit, strings.exit, 'SoftKey:Exit');
}

/** The query of the action becomes hidden fields, because a form replaces the query with its values. */
function writeForm(body: XMLBuilder, screen: FormScreen, strings: Strings): void {
  const action = new URL(screen.action);
  const parameters = [...action.searchParams];
  action.search = '';
  const form = addElement(body, 'form', { method: 'get', action: action.href, 'accept-charset': 'utf-8' });
  for (const { name, label, masked } of screen.fields) {
    const line = form.ele('p');
    addText(line, `${label} `);
    addElement(line, 'input', { type: masked ? 'password' : 'text', name, value: '', size: '12' });
  }
  for (const [name, value] of parameters) addElement(form, 'input', { type: 'hidden', name, value });
  addElement(form, 'input', { type: 'submit', value: strings.ok });
  writeSoftKey(form, SOFT_KEY.ok, strings.ok, 'SoftKey:Submit');
  writeSoftKey(form, SOFT_KEY.exit, strings.cancel, 'SoftKey:Exit');
}

function writeMessage(body: XMLBuilder, screen: MessageScreen, strings: Strings): void {
  addText(body.ele('p'), screen.text);
  if (screen.next !== null) writeLink(body, strings.ok, screen.next);
  // Like the phone's menu entry of that name: it restarts only when a changed parameter needs it.
  if (screen.newConfig) writeLink(body, strings.loadConfig, 'Action:UpdateConfig');
  writeSoftKey(body, SOFT_KEY.exit, strings.exit, 'SoftKey:Exit');
}

function writeLink(body: XMLBuilder, label: string, href: string): void {
  addText(addElement(body.ele('p'), 'a', { href }), label);
}

function writeSoftKey(parent: XMLBuilder, index: number, label: string, action: string): void {
  addElement(parent, 'softkey', { index: String(index), label, action });
}
