import { AmiInjectionError } from '../../src/asterisk/errors';
import {
  addressOfUri,
  addressUri,
  checkedEndpoint,
  checkedEvent,
  hostPort,
  parseHostPort,
} from '../../src/asterisk/values';
import fc from '../fast-check';

const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.oneof(fc.ipV4(), fc.ipV6());

test.each(['1001', '0201', 'dpma_endpoint', 'trunk-a.b+c', 'x'.repeat(80)])(
  'the endpoint %s is taken',
  (name) => {
    expect(checkedEndpoint(name)).toBe(name);
  },
);

test.each([
  '',
  '1001)',
  '1001\r\nAction: Ping',
  '10 01',
  '../1001',
  '1001&1002',
  '"1001"',
  'ä',
  'x'.repeat(81),
  '-x',
])('the endpoint %j is refused', (name) => {
  expect(() => checkedEndpoint(name)).toThrow(AmiInjectionError);
});

test.each(['check-sync', 'check-sync;reboot=false', 'aastra-xml', 'sys-control', 'reboot_now', 'a;b;c=d'])(
  'the event %s is taken',
  (event) => {
    expect(checkedEvent(event)).toBe(event);
  },
);

test.each(['', ';', 'check-sync,Content=x', 'check sync', 'a\r\nb: c', 'a;b="c"', 'a;=b', 'x'.repeat(201)])(
  'the event %j is refused',
  (event) => {
    expect(() => checkedEvent(event)).toThrow(AmiInjectionError);
  },
);

test('an address becomes a URI that names it, with IPv6 in brackets', () => {
  expect(addressUri('10.0.0.7', 5060)).toBe('sip:anonymous@10.0.0.7:5060');
  expect(addressUri('2001:db8::7', 5062)).toBe('sip:anonymous@[2001:db8::7]:5062');
  fc.assert(
    fc.property(address, port, (ip, number) => {
      expect(addressOfUri(addressUri(ip, number))).toEqual({ address: ip, port: number });
    }),
  );
});

test.each([
  ['phone.example.com', 5060],
  ['10.0.0.7;lr', 5060],
  ['fe80::1%eth0', 5060],
  ['10.0.0.7', 0],
  ['10.0.0.7', 65_536],
  ['10.0.0.7', 5060.5],
  ['', 5060],
])('%j with port %j is refused as an address', (ip, number) => {
  expect(() => addressUri(ip, number)).toThrow(AmiInjectionError);
});

test('address and port survive being written as one', () => {
  fc.assert(
    fc.property(address, port, (ip, number) => {
      expect(parseHostPort(hostPort(ip, number))).toEqual({ address: ip, port: number });
    }),
  );
});

test.each(['(null):0', '-none-:0', '10.0.0.7', '10.0.0.7:0', '10.0.0.7:70000', 'name:5060', ''])(
  '%j is no address and port',
  (text) => {
    expect(parseHostPort(text)).toBeNull();
  },
);

test.each([
  ['sip:1001@10.0.0.7:5062', { address: '10.0.0.7', port: 5062 }],
  ['sip:1001@10.0.0.7', { address: '10.0.0.7', port: 5060 }],
  ['sips:1001@10.0.0.7', { address: '10.0.0.7', port: 5061 }],
  ['sip:10.0.0.7:5060', { address: '10.0.0.7', port: 5060 }],
  ['sip:1001@10.0.0.7:5060;x-ast-orig-host=192.168.0.9:5066', { address: '10.0.0.7', port: 5060 }],
  ['sip:1001;user=x@[2001:db8::7]:5062;transport=tcp', { address: '2001:db8::7', port: 5062 }],
  ['sip:1001@phone.example.com:5060', null],
  ['tel:1001', null],
  ['', null],
])('the URI %s names %j', (uri, expected) => {
  expect(addressOfUri(uri)).toEqual(expected);
});
