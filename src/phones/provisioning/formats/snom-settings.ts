import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { Parameters } from '../../brands/parameters';
import { addText, attributeValue, xmlBytes, xmlDocument } from './xml';

/** Read-only for the phone's user, who could otherwise hide the login key or keep an account. */
const LOCKED = /^user_/;
const KEY = /^fkey\/(\d+)$/;
const KEY_LABEL = /^fkey\/\d+\/label$/;

/**
 * Snom's settings XML. Parameters are named `setting`, `setting/<index>`, `fkey/<place>` and `fkey/<place>/label`. A label
 * is an attribute of its key's element, so a label without a key is ignored.
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
