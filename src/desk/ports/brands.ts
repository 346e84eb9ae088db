import type { Phone } from '../model';

/** How a phone may be made to take its new config, the best first. */
export interface ApplyMethod {
  readonly kind: 'notify' | 'http' | 'poll' | 'restart';
  /** The `Event` header of the NOTIFY, when the way is one. */
  readonly event?: string;
  /** What the phone is asked by HTTP, when it is an HTTP call. */
  readonly call?: PhoneCall;
  readonly reboots: boolean;
  /** How long it may take from the NOTIFY to the registration, in seconds, where a brand is known to need longer. */
  readonly timeoutSeconds?: number;
}

/** What is POSTed to a phone, as a form: fixed words of its vendor. */
export interface PhoneCall {
  readonly port: number;
  readonly path: string;
  readonly body: string;
}

/** Asks phones by HTTP (implemented in phones/). */
export interface PhoneCaller {
  /** Resolves with whether the phone at this IP address took the request. One that is off, or elsewhere, does not. */
  call(address: string, call: PhoneCall): Promise<boolean>;
}

/** What the desk needs to know of brands (implemented in phones/). */
export interface BrandBehaviour {
  applyMethods(phone: Pick<Phone, 'brand' | 'model'>): readonly ApplyMethod[];
  /** Whether this SIP User-Agent can be a phone of that brand. An empty User-Agent can be anything. */
  matchesUserAgent(brand: string, sipUserAgent: string): boolean;
  /** The port where a phone of that brand listens for SIP without a registration. */
  sipPort(brand: string): number;
}
