import { sourceOf } from '../../lib/ip';
import { type Mac, parseMac } from '../../lib/mac';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How many failures cost no wait, the wait after each further one, and when failures expire. */
export interface AttemptPolicy {
  readonly free: number;
  /** In milliseconds. The last one applies to all further failures. */
  readonly waits: readonly number[];
  readonly expireAfter: number;
}

const GROWING_WAITS = [30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR];

/**
 * The limits. An unverified phone is one at an address from which no login was ever verified. All unverified phones share
 * one limit per extension, so that an attacker gains nothing from many addresses. A known phone has limits of its own, so
 * that others cannot lock its user out. A user with a valid PIN can create any number of known phones, so known phones
 * also share a limit per extension, except for the phone where that extension was logged in last.
 */
export const ATTEMPT_POLICIES = {
  extensionAtUnverifiedPhones: { free: 3, waits: GROWING_WAITS, expireAfter: DAY },
  unverifiedAddress: {
    free: 30,
    waits: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE],
    expireAfter: 2 * HOUR,
  },
  allUnverifiedPhones: { free: 300, waits: [100], expireAfter: 5 * MINUTE },
  extensionAtOtherPhones: { free: 10, waits: GROWING_WAITS, expireAfter: DAY },
  extensionAtPhone: { free: 5, waits: GROWING_WAITS, expireAfter: DAY },
  knownPhone: { free: 20, waits: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE], expireAfter: 2 * HOUR },
  adminAtUnverifiedPhones: { free: 5, waits: GROWING_WAITS, expireAfter: DAY },
  adminAtPhone: { free: 5, waits: GROWING_WAITS, expireAfter: DAY },
  adminAtAllPhones: { free: 100, waits: [MINUTE], expireAfter: HOUR },
} as const satisfies Record<string, AttemptPolicy>;

/** Failures with the same subject are counted together. */
export type AttemptSubject =
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'unverified-phones' }
  | {
      readonly kind: 'extension-at-phone';
      readonly extension: string;
      readonly mac: Mac;
      readonly address: string;
    }
  | { readonly kind: 'extension-at-other-phones'; readonly extension: string }
  | { readonly kind: 'phone'; readonly mac: Mac; readonly address: string }
  | { readonly kind: 'admin' }
  | { readonly kind: 'admin-at-phone'; readonly mac: Mac; readonly address: string }
  | { readonly kind: 'admin-at-all-phones' };

const POLICY_OF: Readonly<Record<AttemptSubject['kind'], AttemptPolicy>> = {
  extension: ATTEMPT_POLICIES.extensionAtUnverifiedPhones,
  address: ATTEMPT_POLICIES.unverifiedAddress,
  'unverified-phones': ATTEMPT_POLICIES.allUnverifiedPhones,
  'extension-at-phone': ATTEMPT_POLICIES.extensionAtPhone,
  'extension-at-other-phones': ATTEMPT_POLICIES.extensionAtOtherPhones,
  phone: ATTEMPT_POLICIES.knownPhone,
  admin: ATTEMPT_POLICIES.adminAtUnverifiedPhones,
  'admin-at-phone': ATTEMPT_POLICIES.adminAtPhone,
  'admin-at-all-phones': ATTEMPT_POLICIES.adminAtAllPhones,
};

export function policyOf(subject: AttemptSubject): AttemptPolicy {
  return POLICY_OF[subject.kind];
}

/** The text of a subject, as in the table of counters and in events. */
export function subjectText(subject: AttemptSubject): string {
  switch (subject.kind) {
    case 'extension':
      return `extension ${subject.extension}`;
    case 'address':
      return `address ${sourceOf(subject.address)}`;
    case 'unverified-phones':
      return 'unverified-phones';
    case 'extension-at-phone':
      return `extension ${subject.extension}@${subject.mac}|${subject.address}`;
    case 'extension-at-other-phones':
      return `extension ${subject.extension}@${KNOWN_PHONES}`;
    case 'phone':
      return `phone ${subject.mac}|${subject.address}`;
    case 'admin':
      return 'admin';
    case 'admin-at-phone':
      return `admin@${subject.mac}|${subject.address}`;
    case 'admin-at-all-phones':
      return `admin@${KNOWN_PHONES}`;
  }
}

/** Stands for all known phones, in place of one MAC. */
const KNOWN_PHONES = 'phones';

const SUBJECT =
  /^(?:(?<kind>extension|address|phone|admin|unverified-phones) ?)(?<name>[^@|]*)(?:@(?<at>[^|]*))?(?:\|(?<address>.*))?$/;

/** Parses the text of a subject; null for any other text. */
export function parseSubject(text: string): AttemptSubject | null {
  const { kind, name = '', at, address } = SUBJECT.exec(text)?.groups ?? {};
  const subject =
    at === KNOWN_PHONES
      ? subjectAtKnownPhones(kind, name)
      : subjectOf(kind, name, parseMac(at ?? (kind === 'phone' ? name : '')), address ?? null);
  return subject !== null && subjectText(subject) === text ? subject : null;
}

function subjectAtKnownPhones(kind: string | undefined, name: string): AttemptSubject | null {
  if (kind === 'admin') return { kind: 'admin-at-all-phones' };
  return kind === 'extension' ? { kind: 'extension-at-other-phones', extension: name } : null;
}

function subjectOf(
  kind: string | undefined,
  name: string,
  mac: Mac | null,
  address: string | null,
): AttemptSubject | null {
  const atPhone = mac !== null && address !== null ? { mac, address } : null;
  if (kind === 'unverified-phones') return { kind };
  if (kind === 'address') return { kind, address: name };
  if (kind === 'phone') return atPhone && { kind, ...atPhone };
  if (kind === 'admin') return atPhone ? { kind: 'admin-at-phone', ...atPhone } : { kind };
  if (kind !== 'extension') return null;
  return atPhone
    ? { kind: 'extension-at-phone', extension: name, ...atPhone }
    : { kind: 'extension', extension: name };
}

/** Which lockouts an admin lifts. */
export type LiftCommand =
  | { readonly extension: string }
  | { readonly address: string }
  | { readonly mac: Mac }
  | { readonly all: true };

/** LIKE patterns for the texts of all subjects that the command covers; `%` matches any text. */
export function subjectPatterns(command: LiftCommand): readonly string[] {
  if ('extension' in command) return [`extension ${command.extension}`, `extension ${command.extension}@%`];
  if ('address' in command) return [`address ${sourceOf(command.address)}`, `%|${command.address}`];
  if ('mac' in command) return [`phone ${command.mac}|%`, `%@${command.mac}|%`];
  return ['%'];
}
