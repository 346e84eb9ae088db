import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addText, attributeValue, xmlDocument } from '../../provisioning/formats/xml';
import { STEP_PARAMETER } from '../../urls';
import type { FormField, FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { IppProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

/** How long a message is shown, in milliseconds. */
const ALERT_MS = '15000';
const MAX_INPUT = '40';

/**
 * The pages of Unify's XML applications. A list has one URL for all options; the query parameter `STEP_PARAMETER` names
 * the selected one, with the query of its URL. The query of a form's URL becomes hidden values.
 */
export function writeIpp(screen: Screen, profile: IppProfile, strings: Strings): ScreenDocument {
  const hidden = hiddenOf(screen);
  const commands = screen.kind === 'form' ? 2 : 1;
  const document = xmlDocument();
  const counts = { HiddenCount: String(hidden.length), CommandCount: String(commands) };
  const root = document
    .ele('IppPhone')
    .ele('IppDisplay')
    .ele('IppScreen', { ID: '1', ...counts });
  if (screen.kind === 'menu') writeList(root, screen, profile);
  else if (screen.kind === 'form') writeForm(root, screen);
  else writeMessage(root, screen, strings);
  for (const [key, value] of hidden) writeHidden(root, key, value);
  if (screen.kind === 'form') writeCommand(root, 'SELECT', strings.ok);
  writeCommand(root, 'EXIT', screen.kind === 'form' ? strings.cancel : strings.exit);
  return screenDocument(screen, document, profile);
}

function writeList(root: XMLBuilder, { title, items }: MenuScreen, { maxMenuItems }: IppProfile): void {
  const options = items.slice(0, maxMenuItems).map(({ label, url }) => ({ label, ...stepOf(url) }));
  const bases = [...new Set(options.map(({ base }) => base))];
  const [base = ''] = bases;
  if (bases.length > 1) throw new Error('the options of a list have different URLs');
  const count = String(options.length);
  const list = root.ele('IppList', { Type: 'IMPLICIT', Count: count, Columns: '1' });
  addText(list.ele('Title'), title);
  addText(list.ele('Url'), base);
  for (const [index, { label, step }] of options.entries()) {
    const selected = index === 0 ? 'TRUE' : 'FALSE';
    const attributes = {
      ID: String(index + 1),
      Selected: selected,
      Key: STEP_PARAMETER,
      Value: attributeValue(step),
    };
    addText(list.ele('Option', attributes).ele('OptionText'), label);
  }
}

function writeForm(root: XMLBuilder, { title, action, fields }: FormScreen): void {
  const form = root.ele('IppForm', { ItemCount: String(fields.length) });
  addText(form.ele('Title'), title);
  addText(form.ele('Url'), withoutQuery(action));
  for (const field of fields) {
    const attributes = {
      MaxSize: MAX_INPUT,
      Constraint: constraintOf(field),
      Default: 'TEXT',
      Key: field.name,
    };
    const input = form.ele('IppTextField', attributes);
    addText(input.ele('Label'), field.label);
    input.ele('Text');
  }
}

/** A field hides its input or accepts only digits; it cannot do both. */
function constraintOf({ masked, type }: FormField): string {
  if (masked) return 'PASSWORD';
  return type === 'digits' ? 'NUMERIC' : 'ANY';
}

/** The alert disappears after a while; the list below it leads to the next page, if there is one. */
function writeMessage(root: XMLBuilder, { title, text, next }: MessageScreen, strings: Strings): void {
  const alert = root.ele('IppAlert', { Type: 'INFO', Delay: ALERT_MS });
  addText(alert.ele('Title'), title);
  addText(alert.ele('Text'), text);
  alert.ele('Image');
  if (next === null) return;
  const { base, step } = stepOf(next);
  const list = root.ele('IppList', { Type: 'IMPLICIT', Count: '1', Columns: '1' });
  addText(list.ele('Title'), title);
  addText(list.ele('Url'), base);
  const attributes = { ID: '1', Selected: 'TRUE', Key: STEP_PARAMETER, Value: attributeValue(step) };
  addText(list.ele('Option', attributes).ele('OptionText'), strings.ok);
}

function writeHidden(root: XMLBuilder, key: string, value: string): void {
  addText(root.ele('IppHidden', { Type: 'VALUE', Key: attributeValue(key) }).ele('Value'), value);
}

function writeCommand(root: XMLBuilder, type: 'SELECT' | 'EXIT', label: string): void {
  addText(root.ele('IppCommand', { Type: type, Priority: '0', DisplayOn: 'OPTIONS' }).ele('Label'), label);
}

function hiddenOf(screen: Screen): [string, string][] {
  return screen.kind === 'form' ? [...new URL(screen.action).searchParams] : [];
}

function withoutQuery(url: string): string {
  return url.split('?', 1).join();
}

/** Splits a URL into the app's URL and the step with its query. */
function stepOf(url: string): { base: string; step: string } {
  const slash = withoutQuery(url).lastIndexOf('/');
  return { base: url.slice(0, slash), step: url.slice(slash + 1) };
}
