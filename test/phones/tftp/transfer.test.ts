import { randomBytes } from 'node:crypto';
import { toNetascii } from '../../../src/phones/tftp/netascii';
import { negotiateOptions, type TransferOptions } from '../../../src/phones/tftp/options';
import { readPacket } from '../../../src/phones/tftp/packets';
import { Transfer } from '../../../src/phones/tftp/transfer';
import fc from '../../fast-check';

const NO_OPTIONS = negotiateOptions(new Map(), 0);

/** A transfer without a network, and what it sent. */
function transferOf(bytes: Buffer, options: TransferOptions) {
  const packets: Buffer[] = [];
  const ends: string[] = [];
  const transfer = new Transfer({
    bytes,
    options,
    timeouts: { waitMs: 60_000, sends: 5, firstSends: 2 },
    send: (packet) => packets.push(packet),
    onAck: () => {},
    onEnd: (how) => ends.push(how),
  });
  return { transfer, packets, ends };
}

test('a file of more than 65535 blocks arrives whole: the numbers begin again at 0', () => {
  const file = randomBytes(65_537 * 8 + 3);
  const { transfer, packets, ends } = transferOf(file, { ...NO_OPTIONS, blockBytes: 8 });
  transfer.start();
  const blocks: Buffer[] = [];
  while (ends.length === 0) {
    const packet = packets.at(-1) ?? Buffer.alloc(4);
    blocks.push(packet.subarray(4));
    transfer.onAck(packet.readUInt16BE(2));
  }
  expect(ends).toEqual(['done']);
  expect(blocks).toHaveLength(65_538);
  expect(Buffer.concat(blocks).equals(file)).toBe(true);
});

test('whatever a client acknowledges, in whatever order, it gets each block once and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 60 }), (acks) => {
      const { transfer, packets, ends } = transferOf(randomBytes(2_000), NO_OPTIONS);
      transfer.start();
      for (const block of acks) transfer.onAck(block);
      const numbers = packets.map((packet) => packet.readUInt16BE(2));
      expect(numbers).toEqual(numbers.map((_, at) => at + 1));
      expect(ends.length).toBeLessThanOrEqual(1);
      transfer.stop();
      transfer.onAck(1);
      expect([packets.length, ends.length]).toEqual([numbers.length, 1]);
    }),
  );
});

test('no packet is a fault, whatever it holds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7), (bytes, code) => {
      const packet = readPacket(Buffer.from([0, code, ...bytes]));
      if (packet.kind === 'read') expect(packet.file).not.toBe('');
      expect(packet.kind === 'write').toBe(code === 2 && bytes.length >= 2);
    }),
  );
});

test('text that was sent as text is the same when it is read as text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\r', '\n', 'ü'), maxLength: 30 }), (text) => {
      const lines = text.replace(/\r+\n/g, '\n');
      const sent = toNetascii(Buffer.from(lines)).toString();
      expect(sent.replace(/\r\n/g, '\n').replace(/\r\0/g, '\r')).toBe(lines);
    }),
  );
});
