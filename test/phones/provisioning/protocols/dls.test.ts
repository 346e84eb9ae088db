import { FORMAT_WRITERS } from '../../../../src/phones/provisioning/formats';
import { PROTOCOLS } from '../../../../src/phones/provisioning/protocols';
import { FORMAT_PARSERS } from '../../../../src/simulator/parsers';
import { PHONE_PROTOCOLS } from '../../../../src/simulator/protocols';
import fc from '../../../fast-check';
import { basics, message, reply } from './support';

const service = PROTOCOLS.dls;
const phone = PHONE_PROTOCOLS.dls;
const bytes = (text: string) => Buffer.from(text, 'utf8');
const file = (items: Record<string, string>) => FORMAT_WRITERS['dls-items'](new Map(Object.entries(items)));

/** Pieces of messages, put together in any way. */
const PIECES = [
  '<WorkpointMessage>',
  '</WorkpointMessage>',
  '<DLSMessage>',
  '<Message nonce="1">',
  '</Message>',
  '<ReasonForContact>start-up</ReasonForContact>',
  '<ItemList>',
  '</ItemList>',
  '<Item name="mac-addr">00:1A:E8:A1:B2:C3</Item>',
  '<Item/>',
  '<Message>',
  '&amp;',
  '&#0;',
  '<![CDATA[',
  ']]>',
  '<!--',
  'x',
];

test('a message is read with sender, model and reason', () => {
  expect(service.read(bytes(message({ items: basics('00-1a-e8-a1-b2-c3', 'OpenStage 60') })))).toMatchObject({
    mac: '001ae8a1b2c3',
    model: 'OpenStage 60',
    firmware: 'V3 R5.12.0',
    reason: 'config-request',
    rejected: ['gigabit-ethernet'],
  });
  expect(service.read(bytes(reply('accepted')))).toMatchObject({
    mac: null,
    model: null,
    reason: 'accepted',
  });
  for (const status of ['failed', 'nonsense'])
    expect(service.read(bytes(reply(status)))?.reason).toBe('rejected');
});

test('an indexed item is a parameter of its own', () => {
  const items = '<Item name="key-label" index="3">Three</Item><Item index="4" name="key-label">Four</Item>';
  const parameters = service.read(bytes(message({ items })))?.parameters;
  expect([...(parameters ?? [])]).toEqual([
    ['key-label[3]', 'Three'],
    ['key-label[4]', 'Four'],
  ]);
});

test('no input makes it throw, and every message that is read has a nonce', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => bytes(pieces.join(''))),
    fc.string({ unit: 'binary', maxLength: 100 }).map((text) => bytes(message({ items: text }))),
  );
  fc.assert(
    fc.property(anything, (said) => {
      const heard = service.read(said);
      if (heard) expect(heard.nonce).toMatch(/^[\w-]{1,128}$/);
    }),
    { numRuns: 2_000 },
  );
});

test('a delivered config is the file with the nonce, whatever its values', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/\p{Cc}/u.test(text)),
    fc.constantFrom(
      '<Message>',
      '</Message><Message>',
      '$&',
      "$'",
      '<Action>Restart</Action>',
      '&lt;Message&gt;',
    ),
  );
  fc.assert(
    fc.property(value, value, (one, other) => {
      const items = { 'sip-name': one, 'key-label-unicode[1]': other };
      const given = service.deliverConfig('F00', file(items));
      expect(phone.readCommand(given)).toEqual({ nonce: 'F00', action: 'write' });
      expect(Object.fromEntries(FORMAT_PARSERS['dls-items'](given))).toEqual(items);
    }),
  );
});

test('a phone differs when an item of ours has another value, set or not', () => {
  const changed = (items: string) => {
    const heard = service.read(bytes(message({ reason: 'local-changes', items })));
    if (!heard) throw new Error('that is no message');
    return service.differsFrom(heard, file({ e164: 'NULL', 'key-label[1]': 'One', realm: '' }));
  };
  expect(changed('<Item name="e164"/><Item name="realm">NULL</Item><Item name="other">1</Item>')).toBe(false);
  expect(changed('<Item name="key-label" index="1">One</Item>')).toBe(false);
  expect(changed('<Item name="key-label" index="1">Two</Item>')).toBe(true);
  expect(changed('<Item name="key-label" index="2">Two</Item>')).toBe(false);
  expect(changed('<Item name="e164">1001</Item>')).toBe(true);
  expect(changed('<Item name="e164" status="failed">1001</Item>')).toBe(false);
});

test('the service reads the messages of the simulated phone', () => {
  const speaker = {
    mac: '001ae8a1b2c3',
    model: 'OpenStage 60',
    firmware: 'V3 R5.12.0',
    address: '127.0.0.5',
  };
  expect(service.read(phone.startMessage(speaker, 'start-up', 'A1'))).toMatchObject({
    nonce: 'A1',
    mac: '001ae8a1b2c3',
    model: 'OpenStage 60',
    firmware: 'V3 R5.12.0',
    reason: 'config-request',
  });
  expect(service.read(phone.replyMessage('A1', true))).toMatchObject({ nonce: 'A1', reason: 'accepted' });
  expect(service.read(phone.replyMessage('A1', false))).toMatchObject({ reason: 'rejected' });
  expect(phone.readCommand(service.end('A1', false))).toEqual({ nonce: 'A1', action: 'end' });
});
