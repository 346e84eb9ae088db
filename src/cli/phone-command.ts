import type { DisplayedScreen } from '../simulator/browser/displayed-screen';
import { focusedField } from '../simulator/browser/displayed-screen';

/** A command that a typed line stands for. */
export type PhoneCommand =
  | { readonly does: 'quit' }
  | { readonly does: 'nothing' | 'help' | 'ok' | 'exit' | 'reboot' | 'reload' }
  | { readonly does: 'unknown'; readonly text: string }
  | { readonly does: 'key'; readonly place: number }
  | { readonly does: 'soft-key'; readonly index: number }
  | { readonly does: 'item'; readonly place: number }
  | { readonly does: 'fill'; readonly field: string; readonly value: string }
  | { readonly does: 'wait'; readonly seconds: number };

const WORDS = ['help', 'quit', 'ok', 'exit', 'reboot', 'reload'] as const;

export const HELP = `k1 k2 …     press a key of the phone
s1 s2 …     press a soft key of the page
1 2 …       press an item of a menu
1001        type this into the field with the >
ext=1001    type this into the field "ext"
ok          the OK key: submit a form, end a message
exit        leave the page
reload      fetch the config again        reboot   restart the phone
wait 5      wait 5 seconds                quit     unplug the phone and exit`;

/** Parses a typed line. Commands and keys come first; to type such a text into a field, name the field. */
export function readPhoneCommand(line: string, screen: DisplayedScreen | null): PhoneCommand {
  const text = line.trim();
  if (text === '') return { does: 'nothing' };
  const word = WORDS.find((candidate) => candidate === text.toLowerCase());
  if (word !== undefined) return { does: word };
  return keyCommand(text) ?? pageCommand(text, screen) ?? { does: 'unknown', text };
}

function keyCommand(text: string): PhoneCommand | null {
  const [, letter, digits] = /^([ks])(\d{1,3})$/i.exec(text) ?? [];
  if (letter !== undefined) {
    const place = Number(digits);
    return letter.toLowerCase() === 'k' ? { does: 'key', place } : { does: 'soft-key', index: place };
  }
  const seconds = /^wait (\d{1,4}(?:\.\d+)?)$/i.exec(text)?.[1];
  return seconds === undefined ? null : { does: 'wait', seconds: Number(seconds) };
}

function pageCommand(text: string, screen: DisplayedScreen | null): PhoneCommand | null {
  if (screen?.kind === 'menu' && /^\d{1,3}$/.test(text)) return { does: 'item', place: Number(text) };
  if (screen?.kind !== 'form') return null;
  const [, name, value = ''] = /^([^=\s]+)=(.*)$/.exec(text) ?? [];
  const named = screen.fields.find((field) => field.name === name);
  if (named !== undefined) return { does: 'fill', field: named.name, value };
  const field = focusedField(screen);
  return field === null ? null : { does: 'fill', field, value: text };
}
