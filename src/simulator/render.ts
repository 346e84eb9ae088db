import {
  type DisplayedForm,
  type DisplayedMenu,
  type DisplayedScreen,
  focusedField,
} from './browser/displayed-screen';
import type { KeyReading } from './device-profile';
import { fitToColumns, wrapText } from './text-columns';

/** Everything that a phone shows. */
export interface PhoneView {
  readonly title: string;
  readonly keys: readonly KeyReading[];
  readonly screen: DisplayedScreen | null;
  readonly status: readonly string[];
}

const WIDTH = 38;
const HALF = WIDTH / 2;

/** Renders a phone as text, 40 columns wide: title, numbered keys, display, status. */
export function renderPhone({ title, keys, screen, status }: PhoneView): string {
  const blocks = [
    wrapText(title, WIDTH - 2),
    keyLines(keys),
    screenLines(screen),
    status.flatMap((line) => wrapText(line, WIDTH - 2)),
  ];
  const rule = `+${'-'.repeat(WIDTH)}+`;
  const rows = blocks.filter((block) => block.length > 0).map((block) => block.map(row));
  return [rule, ...rows.flatMap((block) => [...block, rule])].join('\n');
}

function row(text: string): string {
  return `|${fitToColumns(` ${text}`, WIDTH)}|`;
}

function keyLines(keys: readonly KeyReading[]): string[] {
  if (keys.length === 0) return ['(no keys)'];
  return inPairs(keys.map((key, place) => `k${place + 1} ${key.label || `${key.kind} ${key.value}`}`));
}

function screenLines(screen: DisplayedScreen | null): string[] {
  if (screen === null) return [];
  const softKeys = screen.softKeys.map(({ index, label }) => `s${index} ${label}`);
  return [...wrapText(screen.title, WIDTH - 2), ...contentLines(screen), ...inPairs(softKeys)];
}

function contentLines(screen: DisplayedScreen): string[] {
  if (screen.kind === 'menu') return menuLines(screen);
  return screen.kind === 'form'
    ? formLines(screen)
    : wrapText(screen.text, WIDTH - 3).map((line) => ` ${line}`);
}

function menuLines({ items, numbered, highlighted }: DisplayedMenu): string[] {
  return items.map(({ label }, place) => {
    const number = numbered ? `${place + 1} ` : '';
    return `${place + 1 === highlighted ? '>' : ' '} ${number}${label}`;
  });
}

function formLines(form: DisplayedForm): string[] {
  const focused = focusedField(form);
  const visible = form.fields.filter((field) => field.editable);
  return visible.map(({ name, label, masked, value }) => {
    const shown = masked ? '•'.repeat([...value].length) : value;
    return `${name === focused ? '>' : ' '} ${label.replace(/:$/, '')}: ${shown}${name === focused ? '_' : ''}`;
  });
}

function inPairs(strings: readonly string[]): string[] {
  const pairs: string[] = [];
  for (let place = 0; place < strings.length; place += 2) {
    pairs.push(`${fitToColumns(strings[place] ?? '', HALF - 1)} ${strings[place + 1] ?? ''}`.trimEnd());
  }
  return pairs;
}
