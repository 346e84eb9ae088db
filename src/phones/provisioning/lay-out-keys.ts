import type { Key } from '../../desk/model';
import type { Model } from '../brands/brand';

export interface KeyLayout {
  readonly lineKeys: readonly Key[];
  readonly softKeys: readonly Key[];
  /** What did not fit, in the template's order. */
  readonly leftOut: readonly Key[];
}

export const NO_KEY: Key = { kind: 'none', value: '', label: '' };
const LINE: Key = { kind: 'line', value: '', label: '' };

/**
 * Lays a logged-in phone's keys out on its model: the template's order is its order of priority, what does not fit
 * is left out at the end, and the line key and the login key are always there. A phone that shows no screens has
 * nothing that a login key could open; one whose line needs no key gets none.
 */
export function layOutKeys(wanted: readonly Key[], login: Key, model: Model): KeyLayout {
  const onLineKeys = loginOnLineKeys(model);
  const usable = model.lineWithoutKey ? wanted.filter(({ kind }) => kind !== 'line') : wanted;
  const keys = withRequired(usable, onLineKeys && showsScreens(model) ? login : null, model);
  const isRequired = (key: Key) => key === login || (key.kind === 'line' && key === firstLine(keys));
  let surplus = keys.length - model.lineKeys;
  const kept: Key[] = [];
  const leftOut: Key[] = [];
  for (const key of [...keys].reverse()) {
    if (surplus > 0 && !isRequired(key)) {
      leftOut.unshift(key);
      surplus -= 1;
    } else kept.unshift(key);
  }
  return {
    lineKeys: fill(kept, model.lineKeys),
    softKeys: onLineKeys ? [] : fill(showsScreens(model) ? [login] : [], model.softKeys),
    leftOut,
  };
}

/** Lays the keys of a logged-out phone out: nothing but the ways to log in, where it can show them. */
export function layOutLoginKeys(wanted: readonly Key[], model: Model): KeyLayout {
  const onLineKeys = loginOnLineKeys(model);
  const logins = showsScreens(model) ? wanted : [];
  return {
    lineKeys: fill(onLineKeys ? logins : [], model.lineKeys),
    softKeys: onLineKeys ? [] : fill(logins, model.softKeys),
    leftOut: [],
  };
}

function showsScreens({ formFields }: Model): boolean {
  return formFields !== null;
}

/** Two logins need two keys; a phone with fewer line keys shows them on its soft keys, another one in its menu only. */
function loginOnLineKeys(model: Model): boolean {
  return model.appEntry === undefined && (model.lineKeys >= 2 || model.softKeys === 0);
}

/**
 * The template's keys with a line key in front and the login key behind, where it has none; its own login key becomes
 * ours, a second one goes.
 */
function withRequired(wanted: readonly Key[], login: Key | null, { lineWithoutKey }: Model): Key[] {
  const hasLine = lineWithoutKey || wanted.some((key) => key.kind === 'line');
  const theirs = wanted.findIndex((key) => key.kind === 'login');
  const keys = wanted.flatMap((key, place) => {
    if (key.kind !== 'login') return key;
    return place === theirs && login ? login : [];
  });
  if (!hasLine) keys.unshift(LINE);
  if (theirs < 0 && login) keys.push(login);
  return keys;
}

function firstLine(keys: readonly Key[]): Key | undefined {
  return keys.find((key) => key.kind === 'line');
}

function fill(keys: readonly Key[], slots: number): Key[] {
  return Array.from({ length: slots }, (_, slot) => keys[slot] ?? NO_KEY);
}
