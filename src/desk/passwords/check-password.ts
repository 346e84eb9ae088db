import { NO_PASSWORD, passwordMatches, sameSecret } from '../../lib/passwords';
import type { AllowedBy, Extension, HotdeskPin } from '../model';
import type { Directory } from '../ports/directory';
import { type Refusal, refuse } from '../refusals';
import type { DeskSettings } from '../settings';

/** Where the passwords of an extension are. */
export interface PasswordSources {
  readonly directory: Pick<Directory, 'mailbox'>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
}

/**
 * By what a password lets somebody log in as this extension.
 *
 * A mailbox's voicemail PIN; without a mailbox the User Password; instead of either a PIN of its own, where it has
 * one; and the Admin password for any extension. A mailbox that has no usable PIN, or cannot be found, lets nobody
 * in by the User Password. `extension` is null for one that does not exist.
 */
export async function checkPassword(
  sources: PasswordSources,
  settings: DeskSettings,
  extension: Extension | null,
  password: string,
  adminAllowed: boolean,
): Promise<AllowedBy | Refusal> {
  const own = extension && (await personalPassword(sources, settings, extension));
  if (own?.kind === 'pin' && sameSecret(password, own.pin)) return 'voicemail-pin';
  // From here on everybody is hashed for equally often, whoever there is: the time of a refusal tells nothing.
  const opensOwn = await matches(password, own?.kind === 'hash' ? own.hash : null);
  if (opensOwn && own?.kind === 'hash') return own.by;
  if (settings.adminPassword !== null) {
    const opensAny = await matches(password, adminAllowed && extension ? settings.adminPassword : null);
    if (opensAny) return 'admin-password';
  }
  return refuse(extension ? 'wrong-password' : 'unknown-extension');
}

type PersonalPassword =
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'hash'; readonly hash: string; readonly by: AllowedBy };

/** The password that the user of this extension has; null when there is none. */
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

/** A PIN that is empty, or the extension itself (which FreePBX gives to new mailboxes), protects nothing. */
function isUsablePin(pin: string, extension: Extension, settings: DeskSettings): boolean {
  return pin !== '' && (settings.allowPinLikeExtension || pin !== extension.number);
}

/** Nothing matches null, which takes as long as anything else to find out. */
async function matches(password: string, hash: string | null): Promise<boolean> {
  const isSame = await passwordMatches(password, hash ?? NO_PASSWORD);
  return isSame && hash !== null;
}
