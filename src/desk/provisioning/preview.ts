import type { DeskDeps } from '../deps';
import type { Extension, SipAccount, Via } from '../model';
import type { DeviceRule, PassedOverDevice } from '../ports/directory';
import { createRefusal, type Refusal } from '../refusals';
import { refuseUnavailableTechnology } from '../sessions/technology';
import { availableVias, type DeskSettings } from '../settings';
import { chooseTemplate, type PhoneKind, type TemplateChoice } from './choose-template';

/** What an extension would get at a phone if it logged in there. */
export interface ConfigPreview {
  readonly extension: Extension;
  readonly account: SipAccount;
  /** How the device of the account was chosen. */
  readonly device: { readonly rule: DeviceRule; readonly passedOver: readonly PassedOverDevice[] };
  readonly settings: DeskSettings;
  readonly choice: TemplateChoice;
  readonly via: Via;
}

/** Resolves the config of a login that has not happened. Read-only. */
export async function previewConfig(
  deps: DeskDeps,
  number: string,
  phone: PhoneKind,
): Promise<ConfigPreview | Refusal> {
  if (deps.census.known()) return createRefusal('pbx-incomplete');
  const extension = await deps.directory.extension(number);
  const { account, rule, passedOver } = await deps.directory.deviceChoice(number);
  const isFound = extension !== null && account !== null;
  if (!isFound && (await deps.census.isLost(number))) return createRefusal('pbx-incomplete');
  if (!extension) return createRefusal('unknown-extension');
  if (!account || !rule) return createRefusal('no-sip-account');
  const unavailable = await refuseUnavailableTechnology(deps, account);
  if (unavailable) return unavailable;
  const [settings, mappings, templates] = await Promise.all([
    deps.store.settings(),
    deps.store.mappingsOf(number, phone.brand),
    deps.store.templatesOf(phone.brand),
  ]);
  const [via] = availableVias(settings);
  if (via === undefined) return createRefusal('address-not-set');
  const choice = chooseTemplate(phone, mappings, templates);
  return { extension, account, device: { rule, passedOver }, settings, via, choice };
}
