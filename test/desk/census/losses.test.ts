import { findLosses } from '../../../src/desk/census/losses';
import { CENSUS_PARTS, type Census, type CensusPart, type CountedRows } from '../../../src/desk/ports/census';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(1_000 + index));

const wholeOf = (count: number): CountedRows => {
  const all = new Set(numbers(count));
  return { users: all, devices: all, sip: all, mailboxes: all };
};

/** A PBX of `of` extensions, of which `missing` are gone in one part. */
function lossesOf(part: CensusPart, missing: number, of: number, wasIncomplete = false) {
  const whole = wholeOf(of);
  const left = new Set(numbers(of).slice(missing));
  const census: Census = { ...whole, mailboxUsers: whole.users, [part]: left };
  return findLosses(whole, census, wasIncomplete);
}

const isIncomplete = (missing: number, of: number, wasIncomplete = false) =>
  lossesOf('users', missing, of, wasIncomplete) !== null;

describe('a PBX is incomplete', () => {
  it.each([
    [1, 1],
    [2, 2],
    [2, 3],
    [3, 3],
    [3, 5],
    [3, 30],
    [10, 100],
    [1_000, 10_000],
    [10_000, 10_000],
  ])('when %d of %d rows are gone at once', (missing, of) => {
    expect(isIncomplete(missing, of)).toBe(true);
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 2],
    [1, 3],
    [2, 4],
    [2, 5],
    [2, 20],
    [3, 31],
    [9, 100],
    [999, 10_000],
  ])('not when %d of %d are gone: that is how an admin deletes', (missing, of) => {
    expect(isIncomplete(missing, of)).toBe(false);
  });

  it('until at most two rows are missing, however many there are: a restore fills the tables row by row', () => {
    expect(isIncomplete(999, 10_000, true)).toBe(true);
    expect(isIncomplete(3, 10_000, true)).toBe(true);
    expect(isIncomplete(2, 10_000, true)).toBe(false);
    expect(isIncomplete(2, 3, true)).toBe(true);
    expect(isIncomplete(1, 2, true)).toBe(false);
  });

  it.each(CENSUS_PARTS)('by any of its parts, such as %s', (part) => {
    expect(lossesOf(part, 5, 20)).toEqual([{ part, missing: numbers(5), of: 20 }]);
    expect(lossesOf(part, 1, 20)).toBeNull();
  });
});

describe('mailboxes', () => {
  const whole = wholeOf(3);

  it('that were switched off in FreePBX are not missing', () => {
    const census: Census = { ...whole, mailboxes: new Set(), mailboxUsers: new Set(['1000']) };
    expect(findLosses(whole, census, false)).toBeNull();
  });

  it('that cannot be read are not missing', () => {
    expect(findLosses(whole, { ...whole, mailboxes: null, mailboxUsers: whole.users }, false)).toBeNull();
  });
});
