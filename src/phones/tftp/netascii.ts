/** Text in the mode `netascii` (RFC 764): CR LF at line ends, CR NUL for any other CR. */
export function toNetascii(bytes: Buffer): Buffer {
  const out: number[] = [];
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0x0a && bytes[at - 1] !== 0x0d) out.push(0x0d, 0x0a);
    else if (byte === 0x0d && bytes[at + 1] !== 0x0a) out.push(0x0d, 0x00);
    else out.push(byte);
  }
  return Buffer.from(out);
}
