import { sourceOf } from '../../lib/ip';
import { type Mac, parseMac } from '../../lib/mac';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How many failures are free, how long one waits after each further one, and when failures are forgotten. */
export interface AttemptPolicy {
  readonly free: number;
  /** In milliseconds; the last one counts for all that follow. */
  readonly waits: readonly number[];
  readonly expireAfter: number;
}

const GROWING = [30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR];

/**
 * The limits. A stranger is a phone at an address from which no login was ever verified. All strangers together
 * share what an extension allows, so that it does not matter how many addresses an attacker has; what a phone
 * with a history allows is its own, so that strangers cannot lock the owner out. Somebody with a PIN of his own can
 * make as many phones with a history as he likes: so these share a limit, too, but for the phone where the extension
 * itself was logged in last.
 */
export const ATTEMPT_POLICIES = {
  extensionAtUnverifiedPhones: { free: 3, waits: GROWING, expireAfter: DAY },
  unverifiedAddress: {
    free: 30,
    waits: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE],
    expireAfter: 2 * HOUR,
  },
  allUnverifiedPhones: { free: 300, waits: [100], expireAfter: 5 * MINUTE },
  extensionAtOtherPhones: { free: 10, waits: GROWING, expireAfter: DAY },
  extensionAtPhone: { free: 5, waits: GROWING, expireAfter: DAY },
  knownPhone: { free: 20, waits: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE], expireAfter: 2 * HOUR },
  adminAtUnverifiedPhones: { free: 5, waits: GROWING, expireAfter: DAY },
  adminAtPhone: { free: 5, waits: GROWING, expireAfter: DAY },
  adminAtAllPhones: { free: 100, waits: [MINUTE], expireAfter: HOUR },
} as const satisfies Record<string, AttemptPolicy>;

/** Whose failures are counted together. */
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

/** The name of a subject in the table of counters and in events. */
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
      return `extension ${subject.extension}@${PHONES}`;
    case 'phone':
      return `phone ${subject.mac}|${subject.address}`;
    case 'admin':
      return 'admin';
    case 'admin-at-phone':
      return `admin@${subject.mac}|${subject.address}`;
    case 'admin-at-all-phones':
      return `admin@${PHONES}`;
  }
}

/** Stands for phones with a history, where the name of one would be. */
const PHONES = 'phones';

const SUBJECT =
  /^(?:(?<kind>extension|address|phone|admin|unverified-phones) ?)(?<one>[^@|]*)(?:@(?<at>[^|]*))?(?:\|(?<address>.*))?$/;

/** The subject of such a name; null for one that nobody gave. */
export function readSubject(text: string): AttemptSubject | null {
  const { kind, one = '', at, address } = SUBJECT.exec(text)?.groups ?? {};
  const subject =
    at === PHONES
      ? subjectAtPhones(kind, one)
      : subjectOf(kind, one, parseMac(at ?? (kind === 'phone' ? one : '')), address ?? null);
  return subject !== null && subjectText(subject) === text ? subject : null;
}

function subjectAtPhones(kind: string | undefined, one: string): AttemptSubject | null {
  if (kind === 'admin') return { kind: 'admin-at-all-phones' };
  return kind === 'extension' ? { kind: 'extension-at-other-phones', extension: one } : null;
}

function subjectOf(
  kind: string | undefined,
  one: string,
  mac: Mac | null,
  address: string | null,
): AttemptSubject | null {
  const atPhone = mac !== null && address !== null ? { mac, address } : null;
  if (kind === 'unverified-phones') return { kind };
  if (kind === 'address') return { kind, address: one };
  if (kind === 'phone') return atPhone && { kind, ...atPhone };
  if (kind === 'admin') return atPhone ? { kind: 'admin-at-phone', ...atPhone } : { kind };
  if (kind !== 'extension') return null;
  return atPhone
    ? { kind: 'extension-at-phone', extension: one, ...atPhone }
    : { kind: 'extension', extension: one };
}

/** Whose lockouts an admin lifts. */
export type LiftCommand =
  | { readonly extension: string }
  | { readonly address: string }
  | { readonly mac: Mac }
  | { readonly all: true };

/** The names of all subjects that have to do with it; `%` stands for any text. */
export function subjectsAbout(command: LiftCommand): readonly string[] {
  if ('extension' in command) return [`extension ${command.extension}`, `extension ${command.extension}@%`];
  if ('address' in command) return [`address ${sourceOf(command.address)}`, `%|${command.address}`];
  if ('mac' in command) return [`phone ${command.mac}|%`, `%@${command.mac}|%`];
  return ['%'];
}
