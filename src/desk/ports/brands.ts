import type { Mac } from '../../lib/mac';
import type { Phone } from '../model';

/** One method to make a phone take its new config. A brand lists its methods in order of preference. */
export interface ApplyMethod {
  readonly kind: 'notify' | 'http' | 'poll' | 'restart';
  /** The `Event` header, if `kind` is a NOTIFY. */
  readonly event?: string;
  /** The request, if `kind` is `http`. */
  readonly call?: PhoneCall;
  readonly reboots: boolean;
  /** Time from the NOTIFY to the registration, in seconds, for brands that need longer than the default. */
  readonly timeoutSeconds?: number;
}

/** A form that is POSTed to a phone. Its content is fixed by the vendor. */
export interface PhoneCall {
  readonly port: number;
  readonly path: string;
  readonly body: string;
}

/** Sends HTTP requests to phones (implemented in phones/). */
export interface PhoneCaller {
  /** Resolves with whether the phone at this IP address accepted the request; false if the phone is unreachable. */
  call(address: string, call: PhoneCall): Promise<boolean>;
}

/** What the desk needs to know about brands (implemented in phones/). */
export interface BrandBehaviour {
  applyMethods(phone: Pick<Phone, 'brand' | 'model'>): readonly ApplyMethod[];
  /** Whether this SIP User-Agent can belong to a phone of that brand. An empty one matches every brand. */
  matchesUserAgent(brand: string, sipUserAgent: string): boolean;
  /** Whether a phone of that brand can have this MAC: its OUI is this brand's, a white label's maker's, or in no brand's list. */
  fitsMac(brand: string, mac: Mac): boolean;
  /** The port on which an unregistered phone of that brand listens for SIP. */
  sipPort(brand: string): number;
}
