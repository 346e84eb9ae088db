import { BRANDS } from '../../../phoneapps';
import { createKnownParameters } from '../../../src/phones/brands/known-parameters';

const knows = createKnownParameters(BRANDS);

it.each([
  ['yealink', 'account.1.label', true],
  ['yealink', 'account.9.label', true],
  ['yealink', 'account.1.lable', false],
  ['snom', 'user_pass/12', true],
  ['snom', 'user_pas/1', false],
  ['no-such-brand', 'account.1.label', false],
])('%s knows %s: %s', (brand, parameter, expected) => {
  expect(knows(brand, parameter)).toBe(expected);
});

it.each(BRANDS.map(({ id }) => id))('%s knows names, and not every name', (brand) => {
  expect(knows(brand, 'no such parameter')).toBe(false);
});

it('knows what an admin added in the data folder', () => {
  const [yealink] = BRANDS.filter(({ id }) => id === 'yealink');
  if (!yealink) throw new Error('no yealink');
  const withOwn = createKnownParameters([{ ...yealink, adminParameters: { t46s: { 'features.new': '1' } } }]);
  expect(withOwn('yealink', 'features.new')).toBe(true);
  expect(knows('yealink', 'features.new')).toBe(false);
});
