import { createPinDrafts } from '../../src/phones/apps/pin-drafts';

describe('what was typed on earlier pages', () => {
  let now: number;
  let drafts: ReturnType<typeof createPinDrafts>;
  beforeEach(() => {
    now = 1_000_000;
    drafts = createPinDrafts(() => now);
  });

  test('is kept for its token, and the last word counts', () => {
    drafts.add('a', { old: '1' });
    drafts.add('b', { old: '2' });
    expect(drafts.add('a', { old: '3', pin: '4' })).toEqual({ old: '3', pin: '4' });
    expect(drafts.add('b', {})).toEqual({ old: '2' });
  });

  test('is gone two minutes after the last page, and when it was used', () => {
    drafts.add('a', { old: '1' });
    now += 119_000;
    expect(drafts.add('a', { pin: '2' })).toEqual({ old: '1', pin: '2' });
    now += 120_000;
    expect(drafts.add('a', {})).toEqual({});
    drafts.add('a', { old: '1' });
    drafts.forget('a');
    expect(drafts.add('a', {})).toEqual({});
  });

  test('does not count when it is longer than any password', () => {
    expect(drafts.add('a', { old: 'x'.repeat(65), pin: 'x'.repeat(64) })).toEqual({ pin: 'x'.repeat(64) });
  });

  test('takes no more room than so much, however many phones there are', () => {
    for (let number = 0; number < 6_000; number += 1) drafts.add(`token ${number}`, { old: '1' });
    expect(drafts.size()).toBe(5_000);
    expect(drafts.add('token 5999', {})).toEqual({ old: '1' });
    now += 120_000;
    drafts.add('one more', {});
    expect(drafts.size()).toBe(1);
  });
});
