import { StringDecoder } from 'node:string_decoder';
import type { AmiMessage } from './message';

/**
 * The most characters of a line, characters of a message, and lines of a message. Asterisk stays below: the longest line is
 * a stored contact, in which JSON makes six characters of one. A SIP packet has at most 65,535 bytes.
 */
export const AMI_LIMITS = { line: 524_288, message: 1_000_000, lines: 20_000 };

const GREETING = 'Asterisk Call Manager';

/** What arrived is no AMI: a line or a message without an end. */
export class AmiOverlong extends Error {
  override readonly name = 'AmiOverlong';
}

/** Splits the bytes of an AMI connection into messages. Each character is read once, however the bytes are cut. */
export interface AmiReader {
  /** @throws AmiOverlong; then the connection has to be closed */
  take(bytes: Uint8Array): void;
}

/** @param onMessage called for each complete message, in order */
export function createAmiReader(onMessage: (message: AmiMessage) => void): AmiReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let lines: string[] = [];
  let length = 0;

  const takeLine = (line: string): void => {
    if (line === '') {
      const whole = lines;
      lines = [];
      length = 0;
      if (whole.length > 0) onMessage(parseMessage(whole));
      return;
    }
    if (lines.length === 0 && line.startsWith(GREETING)) return;
    length += line.length;
    if (length > AMI_LIMITS.message || lines.length === AMI_LIMITS.lines)
      throw new AmiOverlong(`a message of more than ${AMI_LIMITS.message / 1_000_000} MB arrived`);
    lines.push(line);
  };

  return {
    take(bytes) {
      const text = decoder.write(Buffer.from(bytes));
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        const line = rest + text.slice(start, end);
        rest = '';
        start = end + 1;
        checkLength(line);
        takeLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      }
      rest += text.slice(start);
      checkLength(rest);
    },
  };
}

function checkLength(line: string): void {
  if (line.length > AMI_LIMITS.line)
    throw new AmiOverlong(`a line of more than ${AMI_LIMITS.line / 1_024} kB arrived`);
}

/** `Name: value` lines. Names are keys of a Map, never of an object: any text may arrive as a name. */
function parseMessage(lines: readonly string[]): AmiMessage {
  const message = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    const values = message.get(name);
    if (values) values.push(value);
    else message.set(name, [value]);
  }
  return message;
}
