import type { Phone } from '../../desk/model';
import type { Catalogue } from '../catalogue';
import type { MessageScreen } from './screen';
import type { Texts } from './texts';

export function message(title: string, text: string, next: string | null = null): MessageScreen {
  return { kind: 'message', title, text, next };
}

/** What the phone does next, so that nobody wonders why it goes dark. */
export function whatHappens(catalogue: Pick<Catalogue, 'applyWays'>, phone: Phone, texts: Texts): string {
  return catalogue.applyWays(phone)[0]?.reboots ? texts.restarts : texts.loads;
}

/** A message after which this phone has a new config to read. */
export function done(title: string, text: string): MessageScreen {
  return { ...message(title, text), newConfig: true };
}
