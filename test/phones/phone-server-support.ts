import { BRANDS } from '../../phoneapps';
import type { Contact } from '../../src/desk/ports/asterisk';
import type { Brand } from '../../src/phones/brands/brand';
import type { Reading } from '../../src/simulator/device-profile';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import { profileOf } from '../device-profiles';
import type { Answer, TestApp } from '../test-app';

export const MAC = '005058000001';
export const FILE = `/provision/cfg${MAC}.xml`;
export const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

/** The contact of an S500 that registers this endpoint from this address. */
export const contactOfS500 = (
  endpoint: string,
  address: string,
  userAgent = S500['User-Agent'],
): Contact => ({
  endpoint,
  technology: 'pjsip',
  uri: `sip:${endpoint}@${address}:5060`,
  address,
  port: 5060,
  userAgent,
});

function brand(id: string): Brand {
  const found = BRANDS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no brand ${id}`);
  return found;
}

/** A config as a phone of this brand and model understands it. */
export function read(answer: Answer, id = 'sangoma', model = 's500'): Reading {
  const profile = profileOf(brand(id));
  return profile.read(FORMAT_PARSERS[profile.reads](Buffer.from(answer.body)), model);
}

/** The account that a config gives its phone; null when it gives none. */
export function account(answer: Answer): Reading['accounts'][number] | null {
  return read(answer).accounts.find((candidate) => candidate.enabled) ?? null;
}

/** The path of the first login key of a config. */
export function loginPath(answer: Answer): string {
  const key = read(answer).keys.find((candidate) => candidate.opens !== null);
  return new URL(key?.opens ?? '').pathname;
}

/** Logs in at the S500 as its user would: by the first key of the config that it fetches. */
export async function logInAt(
  app: TestApp,
  extension: string,
  password: string,
  from = '127.0.0.1',
): Promise<{ answer: Answer; path: string }> {
  const path = loginPath(await app.get(FILE, from, S500));
  const query = new URLSearchParams({ extension, password });
  return { answer: await app.get(`${path}/login?${query}`, from, S500), path };
}
