import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { addElement, addText, xmlDocument } from '../../provisioning/formats/xml';
import type { FormScreen, MenuScreen, MessageScreen, Screen } from '../screen';
import type { CanvasProfile } from '../screens-profile';
import type { Strings } from '../strings';
import { type ScreenDocument, screenDocument } from './screen-document';

/** Sizes in pixels. The font is 8 by 16; wide characters take two columns. */
const COLUMN = 8;
const ROW = 18;
const TITLE_HEIGHT = 20;
const LABEL_WIDTH = 88;
const MARGIN = 4;
const FIELD_ROW = 26;

/** The longest input of a field. */
const MAX_LENGTH = { digits: '20', text: '64' } as const;

/**
 * Grandstream's pages: text and fields at positions of a canvas, and soft keys. There are no lists, so menu items are
 * soft keys; the phone moves those that do not fit behind its MORE key.
 */
export function writeCanvas(screen: Screen, profile: CanvasProfile, strings: Strings): ScreenDocument {
  const document = xmlDocument();
  const page = document.ele('Screen').ele('Page', { ignoreCallUpdate: 'false' });
  page.ele('ShowStatusLine').txt('false');
  const contents = page.ele('Contents');
  writeLine(contents, profile, screen.title, 0, TITLE_HEIGHT, 'center');
  if (screen.kind === 'menu') writeMenu(page, contents, screen, profile, strings);
  else if (screen.kind === 'form') writeForm(page, contents, screen, profile, strings);
  else writeMessage(page, contents, screen, profile, strings);
  return screenDocument(screen, document, profile);
}

function writeMenu(
  page: XMLBuilder,
  contents: XMLBuilder,
  screen: MenuScreen,
  profile: CanvasProfile,
  strings: Strings,
): void {
  // In the middle of the free area, on small displays right below the title.
  const gap = profile.canvas.height < TITLE_HEIGHT + 2 * ROW ? 0 : ROW;
  writeLine(contents, profile, strings.pressKey, TITLE_HEIGHT + gap, ROW, 'center');
  const keys = page.ele('SoftKeys');
  for (const { label, url } of screen.items.slice(0, profile.maxMenuItems)) {
    addElement(keys, 'SoftKey', { action: 'UseURL', label, commandArgs: url });
  }
  addElement(keys, 'SoftKey', { action: 'QuitApp', label: strings.exit });
}

function writeForm(
  page: XMLBuilder,
  contents: XMLBuilder,
  screen: FormScreen,
  profile: CanvasProfile,
  strings: Strings,
): void {
  for (const [place, field] of screen.fields.entries()) {
    const top = TITLE_HEIGHT + MARGIN + place * FIELD_ROW;
    const columns = Math.floor(LABEL_WIDTH / COLUMN);
    writeString(contents, cut(field.label, columns), {
      x: MARGIN,
      y: top,
      width: LABEL_WIDTH,
      height: ROW,
      halign: 'left',
    });
    const input = addElement(contents, 'input', {
      name: field.name,
      value: '',
      type: field.masked ? 'password' : 'text',
      maxlength: MAX_LENGTH[field.masked ? 'text' : field.type],
      'data-type': field.type === 'digits' ? 'int' : 'string',
    });
    input.ele('styles', {
      pos_x: String(LABEL_WIDTH + 2 * MARGIN),
      pos_y: String(top),
      width: String(profile.canvas.width - LABEL_WIDTH - 3 * MARGIN),
      height: String(ROW),
      'border-color': 'Black',
      bgcolor: 'White',
    });
  }
  const keys = page.ele('SoftKeys');
  addElement(keys, 'SoftKey', { action: 'AppendInputURL', label: strings.ok, commandArgs: screen.action });
  addElement(keys, 'SoftKey', { action: 'QuitApp', label: strings.cancel });
}

function writeMessage(
  page: XMLBuilder,
  contents: XMLBuilder,
  screen: MessageScreen,
  profile: CanvasProfile,
  strings: Strings,
): void {
  const columns = Math.floor(profile.canvas.width / COLUMN);
  const rows = Math.floor((profile.canvas.height - TITLE_HEIGHT - MARGIN) / ROW);
  for (const [row, line] of wrap(screen.text, columns).slice(0, rows).entries()) {
    writeLine(contents, profile, line, TITLE_HEIGHT + MARGIN + row * ROW, ROW, 'left');
  }
  const keys = page.ele('SoftKeys');
  if (screen.next !== null)
    addElement(keys, 'SoftKey', { action: 'UseURL', label: strings.ok, commandArgs: screen.next });
  addElement(keys, 'SoftKey', { action: 'QuitApp', label: strings.exit });
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly halign: 'left' | 'center';
}

/** A line across the whole width. */
function writeLine(
  contents: XMLBuilder,
  { canvas }: CanvasProfile,
  text: string,
  y: number,
  height: number,
  halign: Place['halign'],
): void {
  const place = { x: 0, y, width: canvas.width, height, halign };
  writeString(contents, cut(text, Math.floor(canvas.width / COLUMN)), place);
}

/** Doubles `$`, which starts a variable on the phone. */
function writeString(contents: XMLBuilder, text: string, place: Place): void {
  const string = contents.ele('DisplayString', {
    font: 'unifont',
    width: String(place.width),
    height: String(place.height),
    halign: place.halign,
    color: 'Black',
    bgcolor: 'White',
  });
  string.ele('X').txt(String(place.x));
  string.ele('Y').txt(String(place.y));
  addText(string.ele('DisplayStr'), text.replaceAll('$', '$$$$'));
}

function columnsOf(character: string): number {
  return (character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
}

function cut(text: string, columns: number): string {
  let used = 0;
  let head = '';
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    head += character;
  }
  return head;
}

/** Breaks lines between words; splits a word that is longer than a line. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cut(longer, columns) === longer) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (let head = cut(line, columns); head !== line; head = cut(line, columns)) {
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}
