import { randomBytes } from 'node:crypto';
import type { Asterisk, ContactChange, NotifyTarget } from '../desk/ports/asterisk';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { sipUri } from '../simulator/sip/address';
import { PhoneSipEndpoint } from '../simulator/sip/endpoint';
import type { SipRequest } from '../simulator/sip/message';
import { SIP_TIMING, type SipTiming } from '../simulator/sip/timing';
import type { SipSource } from '../simulator/sip/via';
import { SimulatedContacts } from './simulated-asterisk-contacts';
import { type SecretOf, SimulatedRegistrar } from './simulated-asterisk-registrar';

export interface SimulatedAsteriskOptions {
  /** The UDP port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  readonly secretOf: SecretOf;
  /** The limit of contacts per endpoint; one more replaces the oldest. Default: 1. */
  readonly maxContacts?: number;
  /** Limits of an expiry, in seconds. Defaults: 60 and 7200. */
  readonly minExpires?: number;
  readonly maxExpires?: number;
  readonly timing?: Partial<SipTiming>;
  readonly log?: Log;
}

export interface SimulatedAsterisk extends Asterisk {
  /** Opens the SIP port. @throws the socket's error, such as EADDRINUSE. */
  start(): Promise<{ readonly port: number }>;
  /** Closes the SIP port and drops all contacts. */
  stop(): Promise<void>;
  health(): { readonly connected: boolean; readonly version: 'simulated'; readonly problem: null };
}

const ADDRESS = '127.0.0.1';
const ALLOWED: readonly [string, string] = ['Allow', 'REGISTER, OPTIONS'];
const NONCE_SECONDS = 32;

/** Replaces Asterisk when no PBX is configured. Registrations and NOTIFYs are real SIP over UDP. */
export function createSimulatedAsterisk(options: SimulatedAsteriskOptions): SimulatedAsterisk {
  const { port, secretOf, maxContacts = 1, minExpires = 60, maxExpires = 7200 } = options;
  const log = (event: string, message: string) => options.log?.debug({ event }, message);
  const timing = { ...SIP_TIMING, ...options.timing };
  const listeners = new Set<(change: ContactChange) => void>();
  const contacts = new SimulatedContacts({
    maxContacts,
    second: timing.second,
    onChange: (change) => {
      for (const listener of [...listeners]) listener(change);
    },
  });
  const nonceLife = NONCE_SECONDS * timing.second;
  const registrar = new SimulatedRegistrar({ contacts, secretOf, minExpires, maxExpires, nonceLife });
  const endpoint = new PhoneSipEndpoint({
    address: ADDRESS,
    port,
    timing,
    log,
    handle: async (request, source) => {
      if (request.method === 'ACK') return null;
      if (request.method === 'REGISTER') return registrar.answer(request, source);
      if (request.method === 'OPTIONS') return { status: 200, reason: 'OK', headers: [ALLOWED] };
      return { status: 405, reason: 'Method Not Allowed', headers: [ALLOWED] };
    },
  });

  return {
    async start() {
      await endpoint.start();
      return { port: endpoint.port };
    },
    async stop() {
      contacts.clear();
      await endpoint.stop();
    },
    health: () => ({ connected: endpoint.isOpen, version: 'simulated', problem: null }),
    async endpointState({ endpoint: name, technology }) {
      if (technology !== 'pjsip') return 'no-technology';
      return (await secretOf(name)) === null ? 'absent' : 'present';
    },
    contacts: async ({ endpoint: name, technology }) => (technology === 'pjsip' ? contacts.of(name) : []),
    allContacts: async () => contacts.all(),
    // The demo has no calls.
    callsOf: async () => [],
    deviceLink: async () => null,
    linkDevice: async () => {},
    endRegistration: async (contact) => {
      contacts.remove(contact);
    },
    notify: async (target, event) => {
      if (event === '') throw new Error('a NOTIFY needs an event');
      const { answer } = endpoint.dispatch(notifyRequest(target, event, endpoint.port), sourceOf(target));
      answer.then(
        ({ status }) => log('notify.answered', `NOTIFY ${event}: ${status}`),
        (error: unknown) => log('notify.failed', `NOTIFY ${event}: ${errorText(error)}`),
      );
    },
    onContact: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function notifyRequest(target: NotifyTarget, event: string, port: number): SipRequest {
  const { address, port: targetPort } = sourceOf(target);
  const uri = target.kind === 'contact' ? target.contact.uri : sipUri('anonymous', address, targetPort);
  const self = sipUri('asterisk', ADDRESS, port);
  return {
    kind: 'request',
    method: 'NOTIFY',
    uri,
    headers: [
      ['Max-Forwards', '70'],
      ['From', `<${self}>;tag=${randomBytes(6).toString('hex')}`],
      ['To', `<${uri}>`],
      ['Call-ID', randomBytes(12).toString('hex')],
      ['CSeq', '1 NOTIFY'],
      ['Contact', `<${self}>`],
      ['Subscription-State', 'terminated'],
      ['User-Agent', 'Simulated Asterisk'],
      ['Event', event],
    ],
    body: '',
  };
}

/** The destination of packets; for a contact, the source address of its REGISTER. */
function sourceOf(target: NotifyTarget): SipSource {
  return target.kind === 'contact' ? target.contact : target;
}
