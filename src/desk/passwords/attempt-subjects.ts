import { sourceOf } from '../../lib/ip';
import { type Mac, parseMac } from '../../lib/mac';
import {
  ATTEMPT_POLICIES,
  type AttemptPolicy,
  type LimitScale,
  loginBudget,
  unverifiedPhonesBudget,
} from './attempt-policies';

/**
 * Failures with the same subject are counted together. `address`: see KnownPhone; that of `address` is a source, which outside
 * is the /64 of an IPv6 address.
 */
export type AttemptSubject =
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'unverified-internal-phones' }
  | { readonly kind: 'unverified-external-phones' }
  | {
      readonly kind: 'extension-at-phone';
      readonly extension: string;
      readonly mac: Mac;
      readonly address: string | null;
    }
  | { readonly kind: 'extension-at-other-phones'; readonly extension: string }
  | { readonly kind: 'phone'; readonly mac: Mac; readonly address: string | null }
  | { readonly kind: 'logins'; readonly extension: string }
  | { readonly kind: 'admin' }
  | { readonly kind: 'admin-at-phone'; readonly mac: Mac; readonly address: string | null }
  | { readonly kind: 'admin-at-all-phones' };

/** The limit of a subject. */
export function policyOf(
  { kind }: Pick<AttemptSubject, 'kind'>,
  { extensions, maxLoginsPerHour }: LimitScale,
): AttemptPolicy {
  switch (kind) {
    case 'extension':
      return ATTEMPT_POLICIES.extensionAtUnverifiedPhones;
    case 'address':
      return ATTEMPT_POLICIES.unverifiedAddress;
    case 'unverified-internal-phones':
    case 'unverified-external-phones':
      return unverifiedPhonesBudget(extensions);
    case 'extension-at-phone':
      return ATTEMPT_POLICIES.extensionAtPhone;
    case 'extension-at-other-phones':
      return ATTEMPT_POLICIES.extensionAtOtherPhones;
    case 'phone':
      return ATTEMPT_POLICIES.othersAtPhone;
    case 'logins':
      return loginBudget(maxLoginsPerHour);
    case 'admin':
      return ATTEMPT_POLICIES.adminAtUnverifiedPhones;
    case 'admin-at-phone':
      return ATTEMPT_POLICIES.adminAtPhone;
    case 'admin-at-all-phones':
      return ATTEMPT_POLICIES.adminAtAllPhones;
  }
}

/** The text of a subject, as in the table of counters and in events. */
export function subjectText(subject: AttemptSubject): string {
  switch (subject.kind) {
    case 'extension':
      return `extension ${subject.extension}`;
    case 'address':
      return `address ${subject.address}`;
    case 'unverified-internal-phones':
    case 'unverified-external-phones':
      return subject.kind;
    case 'extension-at-phone':
      return `extension ${subject.extension}@${phoneText(subject)}`;
    case 'extension-at-other-phones':
      return `extension ${subject.extension}@${KNOWN_PHONES}`;
    case 'phone':
      return `phone ${phoneText(subject)}`;
    case 'logins':
      return `logins ${subject.extension}`;
    case 'admin':
      return 'admin';
    case 'admin-at-phone':
      return `admin@${phoneText(subject)}`;
    case 'admin-at-all-phones':
      return `admin@${KNOWN_PHONES}`;
  }
}

function phoneText({ mac, address }: { readonly mac: Mac; readonly address: string | null }): string {
  return address === null ? mac : `${mac}|${address}`;
}

/** Stands for all known phones, in place of one MAC. */
const KNOWN_PHONES = 'phones';

const SUBJECT =
  /^(?:(?<kind>extension|address|phone|logins|admin|unverified-internal-phones|unverified-external-phones) ?)(?<name>[^@|]*)(?:@(?<at>[^|]*))?(?:\|(?<address>.*))?$/;

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
  const atPhone = mac === null ? null : { mac, address };
  if (kind === 'unverified-internal-phones' || kind === 'unverified-external-phones') return { kind };
  if (kind === 'address') return { kind, address: name };
  if (kind === 'logins') return { kind, extension: name };
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
  if ('extension' in command) {
    const { extension } = command;
    return [`extension ${extension}`, `extension ${extension}@%`, `logins ${extension}`];
  }
  if ('address' in command) {
    const { address } = command;
    return [...new Set([`address ${address}`, `address ${sourceOf(address)}`]), `%|${address}`];
  }
  if ('mac' in command) {
    const { mac } = command;
    return [`phone ${mac}`, `phone ${mac}|%`, `%@${mac}`, `%@${mac}|%`];
  }
  return ['%'];
}
