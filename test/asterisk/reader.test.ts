import { AMI_LIMITS, AmiOverlong, createAmiReader } from '../../src/asterisk/reader';
import fc from '../fast-check';

function readAll(...pieces: readonly (string | Uint8Array)[]): [string, string[]][][] {
  const messages: [string, string[]][][] = [];
  const reader = createAmiReader((message) => {
    messages.push([...message].map(([name, values]) => [name, [...values]]));
  });
  for (const piece of pieces) reader.take(Buffer.from(piece as string));
  return messages;
}

test('a message ends at an empty line; names are in lower case, and values of one name are in order', () => {
  expect(
    readAll(
      'Asterisk Call Manager/11.0.0\r\nEvent: A\r\nVariable: x=1\r\nVariable: y: 2\r\n\r\n\r\nPing:Pong\n\n',
    ),
  ).toEqual([
    [
      ['event', ['A']],
      ['variable', ['x=1', 'y: 2']],
    ],
    [['ping', ['Pong']]],
  ]);
});

test('a line without a colon is a name without a value', () => {
  expect(readAll('Empty: \r\nnothing\r\n\r\n')).toEqual([
    [
      ['empty', ['']],
      ['nothing', ['']],
    ],
  ]);
});

test('names of Object.prototype are names', () => {
  expect(readAll('__proto__: a\r\nconstructor: b\r\nconstructor: c\r\n\r\n')).toEqual([
    [
      ['__proto__', ['a']],
      ['constructor', ['b', 'c']],
    ],
  ]);
});

test('it does not matter where the bytes are cut', () => {
  const piece = fc.constantFrom('a', 'é', '張', '😀', ': ', '\r\n', '\n', '\r', 'Event');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(60)), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''));
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const parts = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
      expect(readAll(...parts)).toEqual(readAll(bytes));
    }),
  );
});

describe('limits', () => {
  const line = 'x'.repeat(AMI_LIMITS.line);
  const enoughLines = `${line}\n`.repeat(Math.floor(AMI_LIMITS.message / AMI_LIMITS.line));

  test('what is just short enough is read', () => {
    expect(readAll(`${line}\n\n`)).toHaveLength(1);
    expect(readAll(`${enoughLines}\n`, `${enoughLines}\n`)).toHaveLength(2);
    expect(readAll(`${'a\n'.repeat(AMI_LIMITS.lines)}\n`)).toHaveLength(1);
  });

  test.each([
    ['a long line', [`${line}x\n`]],
    ['a long line without an end', [line, 'x']],
    ['a long message', [enoughLines, `${line}\n`]],
    ['too many lines', ['a\n'.repeat(AMI_LIMITS.lines + 1)]],
  ])('%s is refused', (_what, pieces) => {
    expect(() => readAll(...pieces)).toThrow(AmiOverlong);
  });
});
