import type { Key } from '../../desk/model';
import type { Model } from '../brands/brand';

export interface KeyLayout {
  readonly lineKeys: readonly Key[];
  readonly softKeys: readonly Key[];
  /** Keys that did not fit, in the template's order. */
  readonly leftOut: readonly Key[];
}

export const NO_KEY: Key = { kind: 'none', value: '', label: '' };
const LINE: Key = { kind: 'line', value: '', label: '' };

/**
 * Lays out the keys of a logged-in phone. The template's order is the priority: keys that do not fit are left out from
 * the end. The line key and the login key are always there, except that a phone without screens gets no login key and a
 * model whose line needs no key gets no line key.
 */
export function layOutKeys(wanted: readonly Key[], login: Key, model: Model): KeyLayout {
  const onLineKeys = loginOnLineKeys(model);
  const usable = model.lineWithoutKey ? wanted.filter(({ kind }) => kind !== 'line') : wanted;
  const keys = withRequired(usable, onLineKeys && showsScreens(model) ? login : null, model);
  const isRequired = (key: Key) => key === login || (key.kind === 'line' && key === firstLine(keys));
  let surplus = keys.length - model.lineKeys;
  const placed: Key[] = [];
  const leftOut: Key[] = [];
  for (const key of [...keys].reverse()) {
    if (surplus > 0 && !isRequired(key)) {
      leftOut.unshift(key);
      surplus -= 1;
    } else placed.unshift(key);
  }
  return {
    lineKeys: fill(placed, model.lineKeys),
    softKeys: onLineKeys ? [] : fill(showsScreens(model) ? [login] : [], model.softKeys),
    leftOut,
  };
}

/** Lays out the keys of a logged-out phone: only the login keys, and only where it can show screens. */
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

/** Two login keys need two line keys. Models with fewer use soft keys, or only a menu entry. */
function loginOnLineKeys(model: Model): boolean {
  return model.appEntry === undefined && (model.lineKeys >= 2 || model.softKeys === 0);
}

/**
 * The template's keys with a line key added first and the login key added last, where missing. The template's first
 * login key becomes `login`; further ones are dropped.
 */
function withRequired(wanted: readonly Key[], login: Key | null, { lineWithoutKey }: Model): Key[] {
  const hasLine = lineWithoutKey || wanted.some((key) => key.kind === 'line');
  const loginPlace = wanted.findIndex((key) => key.kind === 'login');
  const keys = wanted.flatMap((key, place) => {
    if (key.kind !== 'login') return key;
    return place === loginPlace && login ? login : [];
  });
  if (!hasLine) keys.unshift(LINE);
  if (loginPlace < 0 && login) keys.push(login);
  return keys;
}

function firstLine(keys: readonly Key[]): Key | undefined {
  return keys.find((key) => key.kind === 'line');
}

function fill(keys: readonly Key[], slots: number): Key[] {
  return Array.from({ length: slots }, (_, slot) => keys[slot] ?? NO_KEY);
}
