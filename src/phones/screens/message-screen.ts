import type { Phone } from '../../desk/model';
import type { BrandRegistry } from '../brands/registry';
import type { MessageScreen } from './screen';
import type { Strings } from './strings';

export function messageScreen(title: string, text: string, next: string | null = null): MessageScreen {
  return { kind: 'message', title, text, next };
}

/** A message after which this phone has a new config to fetch. */
export function newConfigMessage(title: string, text: string): MessageScreen {
  return { ...messageScreen(title, text), newConfig: true };
}

/** Announces what the phone does next, so that a restart is no surprise. */
export function nextStepText(
  brandRegistry: Pick<BrandRegistry, 'applyMethods'>,
  phone: Phone,
  strings: Strings,
): string {
  return brandRegistry.applyMethods(phone)[0]?.reboots ? strings.phoneRestarts : strings.configLoads;
}
