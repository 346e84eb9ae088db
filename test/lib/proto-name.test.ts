import { hasProtoName } from '../../src/lib/proto-name';

test.each(['{"__proto__":1}', '{"a":{"__proto__":{}}}', '[[{"b":[{"\\u005f_proto__":null}]}]]'])(
  '%s has such a member',
  (text) => expect(hasProtoName(JSON.parse(text))).toBe(true),
);

test.each(['{}', '[]', 'null', '"__proto__"', '{"a":"__proto__","constructor":{"x":["__proto__"]}}'])(
  '%s has none',
  (text) => expect(hasProtoName(JSON.parse(text))).toBe(false),
);

test('a value of any depth is searched', () => {
  const depth = 100_000;
  expect(hasProtoName(JSON.parse(`${'['.repeat(depth)}{"__proto__":1}${']'.repeat(depth)}`))).toBe(true);
});
