import { newKey } from '../../src/admin/keys/schema';
import { phoneChange } from '../../src/admin/phones/schema';
import { newTemplate } from '../../src/admin/templates/schema';

const key = (name: string) => newKey.safeParse({ name, scopes: ['read'] });
const template = (name: string) => newTemplate.safeParse({ brand: 'yealink', name });
const labelled = (label: string) =>
  newTemplate.safeParse({ brand: 'yealink', name: 'x', keys: [{ kind: 'blf', value: '1001', label }] });

describe.each(['\u202e', '\u200b', '\ufeff', '\u2066', '\u00ad'])(
  'the invisible character %j',
  (invisible) => {
    it('is refused in names and labels', () => {
      const text = `wall${invisible}board`;
      for (const parsed of [
        key(text),
        template(text),
        phoneChange.safeParse({ label: text }),
        labelled(text),
      ])
        expect(parsed.error?.issues[0]?.message).toBe('must not hold control or invisible characters');
    });
  },
);

it('names that look alike are one name', () => {
  expect(key('ｗallboard').data?.name).toBe('wallboard');
  expect(template('ﬁrst').data?.name).toBe('first');
  expect(template('\ufdfa'.repeat(10)).success).toBe(false);
});

it('labels of keys may join letters and emoji, as Persian does', () => {
  for (const label of ['می\u200cخواهم', '👩\u200d💻 Ada']) expect(labelled(label).success).toBe(true);
  for (const label of ['\u200cAda', 'Ada\u200d', 'A\u200d\u200dda'])
    expect(labelled(label).success).toBe(false);
  expect(key('می\u200cخواهم').success).toBe(false);
});
