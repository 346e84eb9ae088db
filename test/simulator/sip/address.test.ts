import {
  parseAddress,
  parseSipUri,
  sipUri,
  splitList,
  writeAddress,
} from '../../../src/simulator/sip/address';
import fc from '../../fast-check';

describe('SIP addresses', () => {
  it.each([
    ['<sip:1001@10.0.0.1>;tag=abc', 'sip:1001@10.0.0.1', [['tag', 'abc']]],
    [
      '"Adams, \\"A\\" <x>" <sip:1001@pbx:5080;transport=udp>;expires=60',
      'sip:1001@pbx:5080;transport=udp',
      [['expires', '60']],
    ],
    ['sip:1001@pbx;tag=1', 'sip:1001@pbx', [['tag', '1']]],
    ['Alice <sip:a@b>', 'sip:a@b', []],
  ])('reads %s', (text, uri, params) => {
    const address = parseAddress(text);
    expect(address.uri).toBe(uri);
    expect([...address.params]).toEqual(params);
  });

  it.each([
    ['sip:1001@127.0.0.1:5080;transport=udp', { user: '1001', host: '127.0.0.1', port: 5080 }],
    ['sip:pbx.example.com', { user: '', host: 'pbx.example.com', port: null }],
    ['sip:1001:secret@pbx', { user: '1001', host: 'pbx', port: null }],
  ])('reads the URI %s', (uri, parts) => {
    expect(parseSipUri(uri)).toEqual(parts);
  });

  it.each(['tel:1001', 'sip:', 'http://a', 'sip:a@b:port'])('refuses the URI %s', (uri) => {
    expect(() => parseSipUri(uri)).toThrow('URI');
  });

  it('reads back any display name and user that it wrote', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((name) => name.replace(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 65535 }), (name, user, port) => {
        const uri = sipUri(user, '127.0.0.1', port);
        const address = parseAddress(`${writeAddress(name, uri)};tag=1`);
        expect(address.uri).toBe(uri);
        expect(address.params.get('tag')).toBe('1');
        expect(parseSipUri(uri)).toEqual({ user, host: '127.0.0.1', port: port === 5060 ? null : port });
      }),
    );
  });

  it('splits a list at commas outside quotes and angle brackets only', () => {
    expect(splitList('"a, b" <sip:a,b@c>;expires=1, <sip:d@e>')).toEqual([
      '"a, b" <sip:a,b@c>;expires=1',
      '<sip:d@e>',
    ]);
  });
});
