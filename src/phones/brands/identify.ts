import { type Mac, parseMac } from '../../lib/mac';
import type { Brand, FileRule } from './brand';

const OUI_DIGITS = 6;

/** What a file request says about its phone. All of it is a claim, none of it proof. */
export interface Identity {
  readonly brand: Brand;
  /** Null when neither file name nor User-Agent has it: then the token decides. */
  readonly mac: Mac | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** What we answer to a request for this file. */
  readonly role: FileRule['role'];
  /** The content of a fixed file. */
  readonly content: string | null;
}

/** The weight of each sign. Brands share file names, so the name alone decides only when there is no other sign. */
const SCORE = { fileName: 1, oui: 2, rangeInOui: 3, userAgent: 4 };

/** The brand that fits a file request best; null when no brand asks for files of that name. */
export function identifyPhone(
  brands: readonly Brand[],
  fileName: string,
  userAgent: string,
): Identity | null {
  const candidates = brands
    .map((brand) => scoreBrand(brand, fileName, userAgent))
    .filter((candidate) => candidate !== null)
    .sort((a, b) => b.score - a.score);
  return candidates[0]?.identity ?? null;
}

function scoreBrand(
  brand: Brand,
  fileName: string,
  userAgent: string,
): { score: number; identity: Identity } | null {
  const file = matchFile(brand, fileName);
  if (!file) return null;
  const claims = readUserAgent(brand, userAgent);
  const mac = file.mac ?? claims?.mac ?? null;
  const score = SCORE.fileName + (claims ? SCORE.userAgent : 0) + ouiScore(brand, mac);
  const identity = {
    brand,
    mac,
    model: claims?.model ?? null,
    firmware: claims?.firmware ?? null,
    role: file.rule.role,
    content: file.rule.content ?? null,
  };
  return { score, identity };
}

/** A brand that owns a range inside another brand's OUI wins there. */
function ouiScore(brand: Brand, mac: Mac | null): number {
  const matching = brand.identity.ouis.filter((prefix) => mac?.startsWith(prefix));
  if (matching.length === 0) return 0;
  return matching.some((prefix) => prefix.length > OUI_DIGITS) ? SCORE.rangeInOui : SCORE.oui;
}

function matchFile(brand: Brand, fileName: string): { rule: FileRule; mac: Mac | null } | null {
  for (const rule of brand.files) {
    const match = rule.pattern.exec(fileName);
    if (match) return { rule, mac: parseMac(match.groups?.mac ?? '') };
  }
  return null;
}

/** The lengths of the columns in our table. */
export const MAX_MODEL_LENGTH = 32;
export const MAX_FIRMWARE_LENGTH = 64;

/** Drops a claim that is too long or has unusual characters: admins read it in the console. */
function plainOrNull(text: string, maxLength: number): string | null {
  return text.length <= maxLength && /^[\w.+()/ -]+$/.test(text) ? text : null;
}

/** The model that a phone claims. What is far too long is dropped unread. */
function modelClaim(brand: Brand, text: string): string | null {
  return text.length > 2 * MAX_MODEL_LENGTH ? null : plainOrNull(brand.modelOf(text), MAX_MODEL_LENGTH);
}

/** Model and firmware that a phone of this brand claims elsewhere than in a User-Agent. */
export function readClaims(
  brand: Brand,
  claims: { readonly model: string | null; readonly firmware: string | null },
): { model: string | null; firmware: string | null } {
  return {
    model: claims.model === null ? null : modelClaim(brand, claims.model),
    firmware: plainOrNull(claims.firmware ?? '', MAX_FIRMWARE_LENGTH),
  };
}

/** What is longer than any phone's User-Agent is cut: the time of a pattern may grow faster than the length. */
export const MAX_USER_AGENT_LENGTH = 256;

/** Whether the User-Agent matches one of these patterns. */
export function matchesUserAgent(patterns: readonly RegExp[], userAgent: string): boolean {
  const text = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  return patterns.some((pattern) => pattern.test(text));
}

/** The claims in an HTTP User-Agent of this brand; null when it belongs to another brand. */
export function readUserAgent(
  brand: Brand,
  userAgent: string,
): { model: string | null; firmware: string | null; mac: Mac | null } | null {
  const text = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  for (const pattern of brand.identity.userAgents) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    return {
      model: groups.model ? modelClaim(brand, groups.model) : null,
      firmware: plainOrNull(groups.firmware ?? '', MAX_FIRMWARE_LENGTH),
      mac: parseMac(groups.mac ?? ''),
    };
  }
  return null;
}

/** The model in the brand's own request header; null when the header does not match. */
export function readModelHeader(brand: Brand, value: string): string | null {
  const model = brand.identity.modelHeader?.pattern.exec(value.slice(0, MAX_USER_AGENT_LENGTH))?.groups
    ?.model;
  return model === undefined ? null : modelClaim(brand, model);
}
