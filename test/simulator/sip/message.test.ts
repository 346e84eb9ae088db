import {
  headerLines,
  headerValue,
  parseSip,
  type SipMessage,
  SipSyntaxError,
  writeSip,
} from '../../../src/simulator/sip/message';
import fc from '../../fast-check';

const token = fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,20}$/);
const COMPACT = new Set(['c', 'e', 'f', 'i', 'k', 'l', 'm', 'o', 's', 't', 'v', 'content-length']);
const headerName = token.filter((name) => !COMPACT.has(name.toLowerCase()));
const line = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map((text) => text.replace(/[\r\n\0]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const parts = {
  headers: fc.array(fc.tuple(headerName, line), { maxLength: 10 }),
  body: fc.string({ unit: 'grapheme', maxLength: 200 }),
};
const request = fc.record({
  kind: fc.constant('request' as const),
  method: token,
  uri: fc.stringMatching(/^sip:[a-z0-9@.:;=%-]{1,40}$/),
  ...parts,
});
const response = fc.record({
  kind: fc.constant('response' as const),
  status: fc.integer({ min: 100, max: 699 }),
  reason: line,
  ...parts,
});

describe('the codec of SIP messages', () => {
  it('reads a reason and a header with a Unicode line separator', () => {
    const message: SipMessage = {
      kind: 'response',
      status: 200,
      reason: 'O\u2028K',
      headers: [['X-Note', 'one\u2029two']],
      body: '',
    };
    expect(parseSip(writeSip(message))).toEqual(message);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.oneof(request, response), (message: SipMessage) => {
        expect(parseSip(writeSip(message))).toEqual(message);
      }),
    );
  });

  it('refuses a header value that would start another header', () => {
    const breaker = fc.constantFrom('\r', '\n', '\r\n', '\0');
    fc.assert(
      fc.property(request, line, breaker, line, (message, before, breaking, after) => {
        const evil = { ...message, headers: [['Event', `${before}${breaking}${after}`]] as const };
        expect(() => writeSip(evil)).toThrow(SipSyntaxError);
      }),
    );
  });

  it('refuses a line break in the request line', () => {
    const evil = {
      kind: 'request',
      method: 'NOTIFY',
      uri: 'sip:a SIP/2.0\r\nX: y',
      headers: [],
      body: '',
    } as const;
    expect(() => writeSip(evil)).toThrow(SipSyntaxError);
  });

  it('fails only with SipSyntaxError for any input', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ unit: 'binary', maxLength: 300 })
        .map((text) => Buffer.from(`OPTIONS sip:a SIP/2.0\r\n${text}\r\n\r\n`)),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        try {
          parseSip(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(SipSyntaxError);
        }
      }),
    );
  });

  it('reads compact names, folded lines and mixed case', () => {
    const message = parseSip(
      Buffer.from(
        'NOTIFY sip:1001@127.0.0.11 SIP/2.0\r\nv: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\no: check-sync\r\n ;reboot=false\r\nCALL-id:  7 \r\nl: 2\r\n\r\nhi, there',
      ),
    );
    expect(headerValue(message, 'Event')).toBe('check-sync ;reboot=false');
    expect(headerValue(message, 'Call-ID')).toBe('7');
    expect(headerLines(message, 'via')).toHaveLength(1);
    expect(message.body).toBe('hi');
  });

  it('refuses a body shorter than its Content-Length', () => {
    expect(() => parseSip(Buffer.from('SIP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nabc'))).toThrow(
      SipSyntaxError,
    );
  });

  it('writes the length of the body in bytes', () => {
    const bytes = writeSip({ kind: 'response', status: 200, reason: 'OK', headers: [], body: 'Jürgen' });
    expect(bytes.toString('utf8')).toBe('SIP/2.0 200 OK\r\nContent-Length: 7\r\n\r\nJürgen');
  });
});
