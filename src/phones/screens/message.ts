import type { Phone } from '../../desk/model';
import type { BrandRegistry } from '../brands/registry';
import type { MessageScreen } from './screen';
import type { Strings } from './strings';

export function message(title: string, text: string, next: string | null = null): MessageScreen {
  return { kind: 'message', title, text, next };
}

/** What the phone does next, so that nobody wonders why it goes dark. */
export function whatHappens(
  brandRegistry: Pick<BrandRegistry, 'applyMethods'>,
  phone: Phone,
  strings: Strings,
): string {
  return brandRegistry.applyMethods(phone)[0]?.reboots ? strings.restarts : strings.loads;
}

/** A message after which this phone has a new config to read. */
export function done(title: string, text: string): MessageScreen {
  return { ...message(title, text), newConfig: true };
}
