import { writeScreen } from '../../../src/phones/screens/dialects';
import type { AastraProfile } from '../../../src/phones/screens/screens-profile';
import { STRINGS } from '../../../src/phones/screens/strings';
import { readAastraPage } from '../../../src/simulator/browser/aastra-reader';
import fc from '../../fast-check';

const PLAIN: AastraProfile = {
  dialect: 'aastra',
  prefix: '',
  numberedStyle: 'number',
  maxBytes: 10_000,
  maxMenuItems: 30,
  softKeys: { ok: 1, exit: 4 },
  contentType: 'text/xml',
};
const PREFIXED: AastraProfile = { ...PLAIN, prefix: 'AcmeIPPhone', numberedStyle: 'numbered' };

/** Text as a display can hold it: no control characters, no spaces around it. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('&amp;', '&foo;', '<b>', ']]>', `'"`, 'Jürgen Ñandú 张'),
  )
  .map((value) => value.replace(/\p{Cc}/gu, '').trim());
const url = fc
  .tuple(fc.webUrl(), fc.string({ unit: 'grapheme', maxLength: 10 }))
  .map(([base, value]) => `${base.split(/[?#]/)[0]}?a=1&amp=2&b=${encodeURIComponent(value)}`);
const profile = fc.constantFrom(PLAIN, PREFIXED);

describe('a phone of the family shows what our dialect writes', () => {
  it('menus', () => {
    const items = fc.array(fc.record({ label: text, url }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(profile, text, items, (how, title, entries) => {
        const { bytes } = writeScreen({ kind: 'menu', title, items: entries }, how, STRINGS.en);
        expect(readAastraPage(bytes, how)).toMatchObject({
          kind: 'menu',
          title,
          numbered: true,
          items: entries,
        });
      }),
    );
  });

  it('forms', () => {
    const field = fc.record({
      name: fc.stringMatching(/^[a-z]{1,8}$/),
      label: text,
      type: fc.constantFrom('digits' as const, 'text' as const),
      masked: fc.boolean(),
    });
    fc.assert(
      fc.property(
        profile,
        text,
        url,
        fc.array(field, { minLength: 1, maxLength: 2 }),
        (how, title, action, fields) => {
          const { bytes } = writeScreen({ kind: 'form', title, action, fields }, how, STRINGS.en);
          const shown = fields.map((each) => ({ ...each, editable: true, value: '' }));
          expect(readAastraPage(bytes, how)).toMatchObject({ kind: 'form', title, action, fields: shown });
        },
      ),
    );
  });

  it('messages, with and without a next page', () => {
    fc.assert(
      fc.property(profile, text, text, fc.option(url), (how, title, words, next) => {
        const { bytes } = writeScreen({ kind: 'message', title, text: words, next }, how, STRINGS.en);
        expect(readAastraPage(bytes, how)).toMatchObject({ kind: 'text', title, text: words, doneUrl: next });
      }),
    );
  });
});
