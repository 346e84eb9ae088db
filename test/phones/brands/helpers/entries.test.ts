import { optionalParameter, toParameters } from '../../../../src/phones/brands/helpers';

test('parts are joined in the order given, whatever their shape', () => {
  const parameters = toParameters({ b: '1', a: '2' }, [['c', '3']], [], new Map([['d', '']]));
  expect([...parameters]).toEqual([
    ['b', '1'],
    ['a', '2'],
    ['c', '3'],
    ['d', ''],
  ]);
});

test('a later value wins, in the place of the first', () => {
  expect([...toParameters({ a: '1', b: '2' }, { a: '3' })]).toEqual([
    ['a', '3'],
    ['b', '2'],
  ]);
});

test('an option that is set goes to each of its names, an empty one too', () => {
  expect(optionalParameter('de', 'language', 'web_language')).toEqual([
    ['language', 'de'],
    ['web_language', 'de'],
  ]);
  expect(optionalParameter('', 'password')).toEqual([['password', '']]);
});

test('an option that is not set is not written', () => {
  expect(optionalParameter(null, 'language')).toEqual([]);
});
