import { createHmac, randomBytes } from 'node:crypto';
import { parseAddress, parseSipUri, splitList } from '../simulator/sip/address';
import { answerFits, parseAnswer, writeChallenge } from '../simulator/sip/digest';
import type { SipAnswer } from '../simulator/sip/endpoint';
import { header, headerLines, type SipRequest } from '../simulator/sip/message';
import type { SipSource } from '../simulator/sip/via';
import type { SimulatedContacts } from './simulated-asterisk-contacts';

/** The SIP secret of a user; null when there is no such user. */
export type SecretOf = (user: string) => Promise<string | null>;

export interface SimulatedRegistrarOptions {
  readonly contacts: SimulatedContacts;
  readonly secretOf: SecretOf;
  /** Bounds of an expiry, in seconds; what is asked for beyond them is bent to them, as Asterisk does. */
  readonly minExpires: number;
  readonly maxExpires: number;
  /** How long a nonce is good, in milliseconds. */
  readonly nonceLife: number;
}

const REALM = 'asterisk';
const DEFAULT_EXPIRES = 3600;

/** Answers REGISTER: checks the digest, keeps the contacts. */
export class SimulatedRegistrar {
  private readonly key = randomBytes(32);

  constructor(private readonly options: SimulatedRegistrarOptions) {}

  async answer(request: SipRequest, source: SipSource): Promise<SipAnswer> {
    const { user } = parseSipUri(parseAddress(header(request, 'To') ?? '').uri);
    const verdict = await this.verdictOn(request, user);
    if (verdict !== 'good') return this.challenge(verdict === 'stale');
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
      const userAgent = header(request, 'User-Agent') ?? '';
      const contact = { endpoint: user, technology: 'pjsip', uri, address, port, userAgent } as const;
      const asked = secondsIn(params.get('expires') ?? header(request, 'Expires'));
      if (asked === 0) contacts.remove(contact);
      else contacts.add(contact, Math.min(Math.max(asked, minExpires), maxExpires));
    }
  }

  private async verdictOn(request: SipRequest, user: string): Promise<'good' | 'bad' | 'stale'> {
    const answer = parseAnswer(header(request, 'Authorization') ?? '');
    if (answer === null || answer.username !== user || answer.realm !== REALM) return 'bad';
    const secret = await this.options.secretOf(user);
    if (secret === null || !answerFits(answer, secret, request.method)) return 'bad';
    return this.isFresh(answer.nonce) ? 'good' : 'stale';
  }

  private challenge(stale: boolean): SipAnswer {
    const value = writeChallenge({ realm: REALM, nonce: this.nonceOf(Date.now()), stale });
    return { status: 401, reason: 'Unauthorized', headers: [['WWW-Authenticate', value]] };
  }

  /** A nonce says when it was made and proves that we made it, so none has to be kept. */
  private nonceOf(time: number): string {
    return `${time}/${createHmac('sha256', this.key).update(String(time)).digest('hex')}`;
  }

  private isFresh(nonce: string): boolean {
    const time = Number(nonce.split('/')[0]);
    return nonce === this.nonceOf(time) && Date.now() - time <= this.options.nonceLife;
  }
}

function secondsIn(text: string | null): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : DEFAULT_EXPIRES;
}
