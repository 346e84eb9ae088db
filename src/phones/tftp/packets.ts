/** Packet types (RFC 1350, and OACK of RFC 2347). */
const OPCODE = { read: 1, write: 2, data: 3, ack: 4, error: 5, optionsAck: 6 } as const;

/** Error codes (RFC 1350). */
export const TFTP_ERROR = {
  other: 0,
  notFound: 1,
  accessViolation: 2,
  illegal: 4,
  unknownTransfer: 5,
} as const;

/** The maximum of RFC 2347, in bytes. */
const MAX_REQUEST = 512;

export interface ReadRequest {
  readonly kind: 'read';
  readonly file: string;
  /** Lower case. */
  readonly mode: string;
  /** Names in lower case; the first value of a repeated one. */
  readonly options: ReadonlyMap<string, string>;
}

/** A packet from a client. `unreadable`: a malformed request. */
export type ClientPacket =
  | ReadRequest
  | { readonly kind: 'write' }
  | { readonly kind: 'ack'; readonly block: number }
  | { readonly kind: 'error'; readonly code: number }
  /** Never answered: two servers that answer each other's errors would never stop. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable' };

export function readPacket(bytes: Buffer): ClientPacket {
  if (bytes.length < 4) return { kind: 'other' };
  switch (bytes.readUInt16BE(0)) {
    case OPCODE.read:
      return readRequest(bytes);
    case OPCODE.write:
      return { kind: 'write' };
    case OPCODE.ack:
      return { kind: 'ack', block: bytes.readUInt16BE(2) };
    case OPCODE.error:
      return { kind: 'error', code: bytes.readUInt16BE(2) };
    default:
      return { kind: 'other' };
  }
}

/** `file 0 mode 0 [option 0 value 0]…` */
function readRequest(bytes: Buffer): ClientPacket {
  if (bytes.length > MAX_REQUEST) return { kind: 'unreadable' };
  const strings = bytes.subarray(2).toString('latin1').split('\0');
  const [file = '', mode = '', ...rest] = strings;
  const isWhole = strings.pop() === '';
  if (!isWhole || file === '' || mode === '') return { kind: 'unreadable' };
  const options = new Map<string, string>();
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const name = (rest[at] ?? '').toLowerCase();
    if (name !== '' && !options.has(name)) options.set(name, rest[at + 1] ?? '');
  }
  return { kind: 'read', file, mode: mode.toLowerCase(), options };
}

/** @param block the block number; it wraps to 0 after 65535 */
export function dataPacket(block: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(OPCODE.data, 0);
  head.writeUInt16BE(block % 65_536, 2);
  return Buffer.concat([head, bytes]);
}

export function optionsAckPacket(options: ReadonlyMap<string, string>): Buffer {
  const strings = [...options].map(([name, value]) => `${name}\0${value}\0`).join('');
  return Buffer.concat([Buffer.from([0, OPCODE.optionsAck]), Buffer.from(strings, 'latin1')]);
}

export function errorPacket(code: number, message: string): Buffer {
  return Buffer.concat([Buffer.from([0, OPCODE.error, 0, code]), Buffer.from(`${message}\0`, 'latin1')]);
}
