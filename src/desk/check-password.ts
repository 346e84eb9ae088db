import type { AllowedBy, Extension, OwnPin } from './model';
import { passwordMatches, sameSecret } from './passwords';
import type { Directory } from './ports';
import { type Refusal, refuse } from './refusals';
import type { DeskSettings } from './settings';

/** Where the passwords of an extension are. */
export interface PasswordSources {
  readonly directory: Pick<Directory, 'mailbox'>;
  ownPin(extension: string): Promise<OwnPin | null>;
}

/**
 * By what a password lets somebody log in as this extension.
 *
 * A mailbox's voicemail PIN; without a mailbox the User Password; instead of either a PIN of its own, where it has
 * one; and the Admin password for any extension. A mailbox that has no usable PIN, or cannot be found, lets nobody
 * in by the User Password.
 */
export async function checkPassword(
  sources: PasswordSources,
  settings: DeskSettings,
  extension: Extension,
  password: string,
  adminAllowed: boolean,
): Promise<AllowedBy | Refusal> {
  const allowedBy = await ownPassword(sources, settings, extension, password);
  if (allowedBy !== null) return allowedBy;
  if (adminAllowed && (await matches(password, settings.adminPassword))) return 'admin-password';
  return refuse('wrong-password');
}

/** The password that the user of this extension has. */
async function ownPassword(
  sources: PasswordSources,
  settings: DeskSettings,
  extension: Extension,
  password: string,
): Promise<AllowedBy | null> {
  const { number, mailboxContext } = extension;
  const ownPin = await sources.ownPin(number);
  if (ownPin) return (await matches(password, ownPin.hash)) ? 'own-pin' : null;
  if (mailboxContext === null) {
    return (await matches(password, settings.userPassword)) ? 'user-password' : null;
  }
  const mailbox = await sources.directory.mailbox(number, mailboxContext);
  const isRight =
    mailbox && isUsablePin(mailbox.pin, extension, settings) && sameSecret(password, mailbox.pin);
  return isRight ? 'voicemail-pin' : null;
}

/** A PIN that is empty, or the extension itself (which FreePBX gives to new mailboxes), protects nothing. */
function isUsablePin(pin: string, extension: Extension, settings: DeskSettings): boolean {
  return pin !== '' && (settings.allowPinLikeExtension || pin !== extension.number);
}

async function matches(password: string, hash: string | null): Promise<boolean> {
  return hash !== null && (await passwordMatches(password, hash));
}
