import { type Mac, parseMac } from '../../lib/mac';
import type { Brand, FileRule } from './brand';

const OUI_DIGITS = 6;

/** What a request for a file says of the phone that makes it. All of it is a claim. */
export interface Identity {
  readonly brand: Brand;
  /** Null when neither the file's name nor the User-Agent tells: the token must. */
  readonly mac: Mac | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** Whether we make the file that was asked for. */
  readonly role: FileRule['role'];
  /** What stands in a fixed file. */
  readonly content: string | null;
}

/** How much each sign says. Brands share names of files, so the name alone decides only when nothing else does. */
const SCORE = { fileName: 1, oui: 2, rangeInOui: 3, userAgent: 4 };

/** The brand that a request for a file fits best; null when no brand asks for files of that name. */
export function identify(brands: readonly Brand[], fileName: string, userAgent: string): Identity | null {
  const candidates = brands
    .map((brand) => judge(brand, fileName, userAgent))
    .filter((candidate) => candidate !== null)
    .sort((a, b) => b.score - a.score);
  return candidates[0]?.identity ?? null;
}

function judge(
  brand: Brand,
  fileName: string,
  userAgent: string,
): { score: number; identity: Identity } | null {
  const file = matchFile(brand, fileName);
  if (!file) return null;
  const said = readUserAgent(brand, userAgent);
  const mac = file.mac ?? said?.mac ?? null;
  const score = SCORE.fileName + (said ? SCORE.userAgent : 0) + ouiScore(brand, mac);
  const identity = {
    brand,
    mac,
    model: said?.model ?? null,
    firmware: said?.firmware ?? null,
    role: file.rule.role,
    content: file.rule.content ?? null,
  };
  return { score, identity };
}

/** A brand that has a range inside another's octets beats it there. */
function ouiScore(brand: Brand, mac: Mac | null): number {
  const fitting = brand.identity.ouis.filter((prefix) => mac?.startsWith(prefix));
  if (fitting.length === 0) return 0;
  return fitting.some((prefix) => prefix.length > OUI_DIGITS) ? SCORE.rangeInOui : SCORE.oui;
}

function matchFile(brand: Brand, fileName: string): { rule: FileRule; mac: Mac | null } | null {
  for (const rule of brand.files) {
    const match = rule.pattern.exec(fileName);
    if (match) return { rule, mac: parseMac(match.groups?.mac ?? '') };
  }
  return null;
}

/** As long as the columns of our table are. */
const LONGEST_MODEL = 32;
const LONGEST_FIRMWARE = 64;

/** Whatever else somebody claims to be, no admin shall read it on his pages. */
function plainOrNull(text: string, longest: number): string | null {
  return text.length <= longest && /^[\w.+()/ -]+$/.test(text) ? text : null;
}

/** What a phone of this brand says of itself in other words than a User-Agent. */
export function readClaims(
  brand: Brand,
  said: { readonly model: string | null; readonly firmware: string | null },
): { model: string | null; firmware: string | null } {
  return {
    model: said.model === null ? null : plainOrNull(brand.modelOf(said.model), LONGEST_MODEL),
    firmware: plainOrNull(said.firmware ?? '', LONGEST_FIRMWARE),
  };
}

/** What an HTTP User-Agent of this brand says; null when it is not one. */
export function readUserAgent(
  brand: Brand,
  userAgent: string,
): { model: string | null; firmware: string | null; mac: Mac | null } | null {
  for (const pattern of brand.identity.userAgents) {
    const groups = pattern.exec(userAgent)?.groups;
    if (!groups) continue;
    return {
      model: groups.model ? plainOrNull(brand.modelOf(groups.model), LONGEST_MODEL) : null,
      firmware: plainOrNull(groups.firmware ?? '', LONGEST_FIRMWARE),
      mac: parseMac(groups.mac ?? ''),
    };
  }
  return null;
}

/** The model that a phone of this brand says in a header of its own; null when that is none of its models' names. */
export function readModelHeader(brand: Brand, value: string): string | null {
  const said = brand.identity.modelHeader?.pattern.exec(value)?.groups?.model;
  return said === undefined ? null : plainOrNull(brand.modelOf(said), LONGEST_MODEL);
}
