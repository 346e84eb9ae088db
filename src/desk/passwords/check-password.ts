import { passwordMatches, sameSecret, UNMATCHABLE_HASH } from '../../lib/passwords';
import type { AllowedBy, Extension, HotdeskPin } from '../model';
import type { Directory } from '../ports/directory';
import { createRefusal, type Refusal } from '../refusals';
import type { DeskSettings } from '../settings';
import { isWeakPin } from './weak-pin';

/** Where to look up the passwords of an extension. */
export interface PasswordSources {
  readonly directory: Pick<Directory, 'mailbox'>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
}

/** What the limits and the phone of an attempt allow it to match. */
export interface PasswordRights {
  readonly adminAllowed: boolean;
  readonly isKnownPhone: boolean;
}

/**
 * Checks a password for an extension and returns what allows the login.
 *
 * Accepted: the hot-desk PIN if there is one; else the voicemail PIN of the mailbox; without a mailbox the User Password.
 * The Admin password opens any extension. A mailbox without a usable PIN, or one that cannot be found, does not fall back
 * to the User Password. At a phone that is not known, a weak voicemail PIN is refused, unless a setting allows it.
 * `extension` is null if it does not exist.
 */
export async function checkPassword(
  sources: PasswordSources,
  settings: DeskSettings,
  extension: Extension | null,
  password: string,
  { adminAllowed, isKnownPhone }: PasswordRights,
): Promise<AllowedBy | Refusal> {
  const personal = extension && (await personalPassword(sources, settings, extension));
  const isVoicemailPin = personal?.kind === 'pin' && sameSecret(password, personal.pin);
  if (isVoicemailPin && (isKnownPhone || !isTooWeak(password, extension, settings))) return 'voicemail-pin';
  // Every refusal computes the same number of hashes, so that its timing reveals nothing.
  const matchesPersonal = await hashMatches(password, personal?.kind === 'hash' ? personal.hash : null);
  if (matchesPersonal && personal?.kind === 'hash') return personal.by;
  if (settings.adminPassword !== null) {
    const matchesAdmin = await hashMatches(
      password,
      adminAllowed && extension ? settings.adminPassword : null,
    );
    if (matchesAdmin) return 'admin-password';
  }
  if (isVoicemailPin) return createRefusal('weak-voicemail-pin');
  return createRefusal(extension ? 'wrong-password' : 'unknown-extension');
}

type PersonalPassword =
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'hash'; readonly hash: string; readonly by: AllowedBy };

/** The PIN or password of this extension; null when it has none. */
async function personalPassword(
  sources: PasswordSources,
  settings: DeskSettings,
  extension: Extension,
): Promise<PersonalPassword | null> {
  const { number, mailboxContext } = extension;
  const hotdeskPin = await sources.hotdeskPin(number);
  if (hotdeskPin) return { kind: 'hash', hash: hotdeskPin.hash, by: 'hotdesk-pin' };
  if (mailboxContext === null) {
    const hash = settings.userPassword;
    return hash === null ? null : { kind: 'hash', hash, by: 'user-password' };
  }
  const mailbox = await sources.directory.mailbox(number, mailboxContext);
  return mailbox && isUsablePin(mailbox.pin, extension, settings) ? { kind: 'pin', pin: mailbox.pin } : null;
}

/** An empty PIN, or one that equals the extension (the FreePBX default for new mailboxes), protects nothing. */
function isUsablePin(pin: string, extension: Extension, settings: DeskSettings): boolean {
  return pin !== '' && (settings.allowPinLikeExtension || pin !== extension.number);
}

/** Whether a voicemail PIN is one that strangers try first. */
function isTooWeak(pin: string, extension: Extension | null, { weakVoicemailPins }: DeskSettings): boolean {
  return weakVoicemailPins === 'known-phones' && extension !== null && isWeakPin(pin, extension.number);
}

/** False for null, which takes as long as any other check. */
async function hashMatches(password: string, hash: string | null): Promise<boolean> {
  const isSame = await passwordMatches(password, hash ?? UNMATCHABLE_HASH);
  return isSame && hash !== null;
}
