import { chooseTemplate, type PhoneKind, type TemplateChoice } from './choose-template';
import type { Extension, SipAccount, Via } from './model';
import type { DeskParts } from './parts';
import { type Refusal, refuse } from './refusals';
import { availableVias, type DeskSettings } from './settings';

/** What an extension would get at a phone, if it logged in there. */
export interface Outlook {
  readonly extension: Extension;
  readonly account: SipAccount;
  readonly settings: DeskSettings;
  readonly choice: TemplateChoice;
  readonly via: Via;
}

/** Looks ahead, and changes nothing. */
export async function lookAhead(
  parts: DeskParts,
  number: string,
  phone: PhoneKind,
): Promise<Outlook | Refusal> {
  const extension = await parts.directory.extension(number);
  if (!extension) return refuse('unknown-extension');
  const account = await parts.directory.sipAccount(number);
  if (!account) return refuse('no-sip-account');
  const [settings, mappings, templates] = await Promise.all([
    parts.store.settings(),
    parts.store.mappingsOf(number, phone.brand),
    parts.store.templatesOf(phone.brand),
  ]);
  const [via] = availableVias(settings);
  if (via === undefined) return refuse('address-not-set');
  return { extension, account, settings, via, choice: chooseTemplate(phone, mappings, templates) };
}
