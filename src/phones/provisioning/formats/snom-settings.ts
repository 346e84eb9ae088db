import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { Parameters } from '../../brands/parameters';
import { addText, attributeValue, xmlBytes, xmlDocument } from './xml';

/** A user of the phone may not change these: he could hide the login key, or keep an account. */
const LOCKED = /^user_/;
const KEY = /^fkey\/(\d+)$/;
const KEY_LABEL = /^fkey\/\d+\/label$/;

/**
 * The settings of Snom. Parameters are named `setting`, `setting/<index>`, `fkey/<place>` and `fkey/<place>/label`; a
 * label stands in its key's element, so one without a key says nothing.
 */
export function writeSnomSettings(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const root = document.ele('settings');
  const settings = root.ele('phone-settings');
  const keys = root.ele('functionKeys');
  for (const [name, value] of parameters) {
    const [, place] = KEY.exec(name) ?? [];
    if (place !== undefined) writeKey(keys, place, value, parameters.get(`${name}/label`) ?? '');
    else if (!KEY_LABEL.test(name)) writeSetting(settings, name, value);
  }
  return xmlBytes(document);
}

function writeSetting(settings: XMLBuilder, path: string, value: string): void {
  const [name = path, index] = path.split('/');
  const perm = LOCKED.test(name) ? 'R' : 'RW';
  addText(settings.ele(name, index === undefined ? { perm } : { idx: index, perm }), value);
}

function writeKey(keys: XMLBuilder, place: string, value: string, label: string): void {
  addText(
    keys.ele('fkey', { idx: place, context: 'active', label: attributeValue(label).trim(), perm: 'R' }),
    value,
  );
}
