import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Mac, parseMac } from '../../lib/mac';

/** The certificate of a client in its TLS handshake. Only a valid one proves anything. */
export type PeerCertificate =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | {
      readonly kind: 'valid';
      /** The MAC in its common name; null when there is none, or more than one. */
      readonly mac: Mac | null;
    };

export function peerCertificateOf(socket: Socket): PeerCertificate {
  if (!(socket instanceof TLSSocket)) return { kind: 'none' };
  const certificate = socket.getPeerCertificate();
  // `authorized` alone is not enough: Node sets it for a resumed TLS 1.3 session without a certificate.
  if (certificate?.raw === undefined) return { kind: 'none' };
  if (!socket.authorized) return { kind: 'invalid', reason: String(socket.authorizationError) };
  return { kind: 'valid', mac: onlyMacIn(commonName(certificate.subject)) };
}

/** A subject with several common names has an array, whatever the types say. */
function commonName(subject: { readonly CN?: string | readonly string[] } | undefined): string {
  return [subject?.CN ?? ''].flat().join(' ');
}

const MACS =
  /(?<![0-9a-f])(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})(?![0-9a-f])/gi;

/** The MAC in a text, in any usual notation; null unless there is exactly one. */
export function onlyMacIn(text: string): Mac | null {
  const found = new Set((text.match(MACS) ?? []).map(parseMac));
  const [only = null] = found;
  return found.size === 1 ? only : null;
}
