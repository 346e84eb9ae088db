import { columnsOf, fitToColumns, wrapText } from '../../src/simulator/text-columns';
import fc from '../fast-check';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('text in columns', () => {
  it.each([
    ['Alice', 5],
    ['Jürgen', 6],
    ['J\u0075\u0308rgen', 6],
    ['张', 2],
    ['', 0],
  ])('%s takes %i', (word, columns) => expect(columnsOf(word)).toBe(columns));

  it('is cut or padded to exactly the given columns', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (line, columns) => {
        expect(columnsOf(fitToColumns(line, columns))).toBe(columns);
        expect(fitToColumns(line, columns)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('is wrapped into lines that fit, and loses only spaces', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (long, columns) => {
        const lines = wrapText(long, columns);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replace(/ /g, '')).toBe(long.replace(/[\p{Cc} ]/gu, ''));
      }),
    );
  });

  it('is wrapped between words if possible, and at its line breaks', () => {
    expect(wrapText('the phone loads\nits new settings', 10)).toEqual([
      'the phone',
      'loads',
      'its new',
      'settings',
    ]);
  });
});
