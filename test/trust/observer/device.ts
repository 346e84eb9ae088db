import type { Contact } from '../../../src/desk/ports/asterisk';
import { type Mac, parseMac } from '../../../src/lib/mac';

/** A phone on a desk: what it has stored, and what its user sees. */
export interface Device {
  readonly name: string;
  readonly mac: Mac;
  /** Identifies its registrations in Asterisk. */
  readonly port: number;
  address: string;
  /** The token of the URL by which it boots; null after a factory reset. */
  urlToken: string | null;
  /** The token of its login key. */
  keyToken: string | null;
  /** Tokens of pages that were opened by an earlier login key. */
  openPages: string[];
  /** The extension whose account it has. */
  account: string | null;
  /** Where it last got a config; null before its first one. */
  configuredAt: string | null;
  /** The link that an admin has made for it and that nobody has used. It loses the link when it is reset, or gets another URL. */
  unusedLink: string | null;
}

export const BRAND = 'yealink';
export const USER_AGENT = 'Yealink SIP-T46S 66.86.0.15';

/** The addresses that phones may have, inside and outside. */
export const ADDRESSES = ['10.0.0.11', '10.0.0.12', '198.51.100.13', '10.0.0.14', '198.51.100.15'];

/** Where spies ask from: outside, and a machine beside the phones. */
export const SPY_ADDRESSES = ['203.0.113.9', '10.0.0.99'] as const;

/** The addresses that can be on the segment of the service. */
export const INSIDE_ADDRESSES = [...ADDRESSES, ...SPY_ADDRESSES].filter((address) =>
  address.startsWith('10.'),
);

/** The MAC of the spy's machine. */
export const SPY_MAC = macOf('02000000005b');

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (!mac) throw new Error('not a MAC');
  return mac;
}

export function createDevices(): readonly Device[] {
  return ['phone A', 'phone B', 'phone C'].map((name, index) => {
    return {
      name,
      mac: macOf(`0015650000a${index}`),
      port: 5_060 + index,
      address: ADDRESSES[index] ?? '',
      urlToken: null,
      keyToken: null,
      openPages: [],
      account: null,
      configuredAt: null,
      unusedLink: null,
    };
  });
}

/** The tokens that a phone has and shows. */
export function tokensOf({ urlToken, keyToken, openPages }: Device): string[] {
  return [urlToken, keyToken, ...openPages].filter((token) => token !== null);
}

/** What a config contains: the tokens of its URLs, and whose secret. */
export interface ReadConfig {
  readonly urlToken: string | null;
  readonly keyToken: string | null;
  readonly account: string | null;
}

export function readConfig(body: string): ReadConfig {
  return {
    urlToken: /\/provision\/([\w-]{22,})\//.exec(body)?.[1] ?? null,
    keyToken: /\/apps\/([\w-]{22,})\//.exec(body)?.[1] ?? null,
    account: /secret-of-(\d+)/.exec(body)?.[1] ?? null,
  };
}

export function fileUrl(mac: Mac, token: string | null): string {
  return `/provision/${token === null ? '' : `${token}/`}${mac}.cfg`;
}

export function appUrl(token: string, step: 'login' | 'logout', address: string): string {
  return `/apps/${token}/${address.startsWith('10.') ? 'i' : 'e'}/${step}`;
}

export function contactOf(endpoint: string, address: string, port: number): Contact {
  return {
    endpoint,
    technology: 'pjsip',
    uri: `sip:${endpoint}@${address}:${port}`,
    address,
    port,
    userAgent: USER_AGENT,
  };
}
