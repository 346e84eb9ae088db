import type { AllowedBy, Extension } from './model';
import { passwordMatches, sameSecret } from './passwords';
import type { Directory } from './ports';
import { type Refusal, refuse } from './refusals';
import type { DeskSettings } from './settings';

/**
 * By what a password lets somebody log in as this extension.
 *
 * A mailbox's voicemail PIN; without a mailbox the User Password; and the Admin password for any extension. A
 * mailbox that has no usable PIN, or cannot be found, lets nobody in by the User Password.
 */
export async function checkPassword(
  directory: Directory,
  settings: DeskSettings,
  extension: Extension,
  password: string,
  adminAllowed: boolean,
): Promise<AllowedBy | Refusal> {
  if (extension.mailboxContext !== null) {
    const mailbox = await directory.mailbox(extension.number, extension.mailboxContext);
    if (mailbox && isUsablePin(mailbox.pin, extension, settings) && sameSecret(password, mailbox.pin)) {
      return 'voicemail-pin';
    }
  } else if (await matchesSetting(password, settings.userPassword)) {
    return 'user-password';
  }
  if (adminAllowed && (await matchesSetting(password, settings.adminPassword))) return 'admin-password';
  return refuse('wrong-password');
}

/** A PIN that is empty, or the extension itself (which FreePBX gives to new mailboxes), protects nothing. */
function isUsablePin(pin: string, extension: Extension, settings: DeskSettings): boolean {
  return pin !== '' && (settings.allowPinLikeExtension || pin !== extension.number);
}

async function matchesSetting(password: string, hash: string | null): Promise<boolean> {
  return hash !== null && (await passwordMatches(password, hash));
}
