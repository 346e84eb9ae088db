import { parseParams, splitList } from './address';
import { headerLines, type SipMessage, type SipRequest } from './message';

/** The source or destination of a datagram. */
export interface SipSource {
  readonly address: string;
  readonly port: number;
}

/** The branch of the topmost Via, which names the transaction; empty without one. */
export function branchOf(message: SipMessage): string {
  return parseParams(topVia(message)).get('branch') ?? '';
}

/** The Via headers of an answer: the request's, with `received` and `rport` of RFC 3581 in the topmost. */
export function answeredVias(request: SipRequest, source: SipSource): string[] {
  const [top = '', ...others] = headerLines(request, 'Via').flatMap(splitList);
  const bare = top.replace(/;\s*(rport|received)(\s*=[^;]*)?(?=;|$)/gi, '');
  const rport = parseParams(top).has('rport') ? `;rport=${source.port}` : '';
  return [`${bare};received=${source.address}${rport}`, ...others];
}

/** The destination of an answer: the source port if the request has `rport`, otherwise the port in its Via. */
export function answerTarget(request: SipRequest, source: SipSource): SipSource {
  const top = topVia(request);
  if (parseParams(top).has('rport')) return source;
  const port = /^SIP\/2\.0\/UDP\s+[^:;\s]+:(\d{1,5})/i.exec(top)?.[1];
  return { address: source.address, port: port === undefined ? 5060 : Number(port) };
}

function topVia(message: SipMessage): string {
  return splitList(headerLines(message, 'Via')[0] ?? '')[0] ?? '';
}
