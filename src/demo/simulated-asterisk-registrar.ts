import { createHmac, randomBytes } from 'node:crypto';
import { parseAddress, parseSipUri, splitList } from '../simulator/sip/address';
import { digestMatches, parseDigestAnswer, writeChallenge } from '../simulator/sip/digest';
import type { SipAnswer } from '../simulator/sip/endpoint';
import { headerLines, headerValue, type SipRequest } from '../simulator/sip/message';
import type { SipSource } from '../simulator/sip/via';
import type { SimulatedContacts } from './simulated-asterisk-contacts';

/** Returns the SIP secret of a user; null for an unknown user. */
export type SecretOf = (user: string) => Promise<string | null>;

export interface SimulatedRegistrarOptions {
  readonly contacts: SimulatedContacts;
  readonly secretOf: SecretOf;
  /** Limits of an expiry, in seconds. Requested values are clamped to them, as Asterisk does. */
  readonly minExpires: number;
  readonly maxExpires: number;
  /** How long a nonce is valid, in milliseconds. */
  readonly nonceLife: number;
}

const REALM = 'asterisk';
const DEFAULT_EXPIRES = 3600;

/** Answers REGISTER: checks the digest, stores the contacts. */
export class SimulatedRegistrar {
  private readonly key = randomBytes(32);

  constructor(private readonly options: SimulatedRegistrarOptions) {}

  async answer(request: SipRequest, source: SipSource): Promise<SipAnswer> {
    const { user } = parseSipUri(parseAddress(headerValue(request, 'To') ?? '').uri);
    const result = await this.checkDigest(request, user);
    if (result !== 'accepted') return this.challenge(result === 'stale');
    this.bind(request, user, source);
    const { contacts } = this.options;
    const bound = contacts.of(user).map((contact): [string, string] => {
      return ['Contact', `<${contact.uri}>;expires=${contacts.secondsLeft(contact)}`];
    });
    return { status: 200, reason: 'OK', headers: bound };
  }

  private bind(request: SipRequest, user: string, source: SipSource): void {
    const { contacts, minExpires, maxExpires } = this.options;
    const lines = headerLines(request, 'Contact').flatMap(splitList);
    if (lines.includes('*')) {
      for (const contact of contacts.of(user)) contacts.remove(contact);
      return;
    }
    for (const { uri, params } of lines.map(parseAddress)) {
      const { address, port } = source;
      const userAgent = headerValue(request, 'User-Agent') ?? '';
      const contact = { endpoint: user, technology: 'pjsip', uri, address, port, userAgent } as const;
      const requested = parseSeconds(params.get('expires') ?? headerValue(request, 'Expires'));
      if (requested === 0) contacts.remove(contact);
      else contacts.add(contact, Math.min(Math.max(requested, minExpires), maxExpires));
    }
  }

  private async checkDigest(request: SipRequest, user: string): Promise<'accepted' | 'refused' | 'stale'> {
    const answer = parseDigestAnswer(headerValue(request, 'Authorization') ?? '');
    if (answer === null || answer.username !== user || answer.realm !== REALM) return 'refused';
    const secret = await this.options.secretOf(user);
    if (secret === null || !digestMatches(answer, secret, request.method)) return 'refused';
    return this.isFresh(answer.nonce) ? 'accepted' : 'stale';
  }

  private challenge(stale: boolean): SipAnswer {
    const value = writeChallenge({ realm: REALM, nonce: this.nonceOf(Date.now()), stale });
    return { status: 401, reason: 'Unauthorized', headers: [['WWW-Authenticate', value]] };
  }

  /** A nonce holds its creation time and a signature, so nonces need no storage. */
  private nonceOf(time: number): string {
    return `${time}/${createHmac('sha256', this.key).update(String(time)).digest('hex')}`;
  }

  private isFresh(nonce: string): boolean {
    const time = Number(nonce.split('/')[0]);
    return nonce === this.nonceOf(time) && Date.now() - time <= this.options.nonceLife;
  }
}

function parseSeconds(text: string | null): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : DEFAULT_EXPIRES;
}
