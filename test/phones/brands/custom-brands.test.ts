import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../../phoneapps';
import { adminLayers, withCustomBrands } from '../../../src/phones/brands/custom';
import { identifyPhone } from '../../../src/phones/brands/identify';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-brands-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ACME = {
  name: 'Acme desk phones',
  like: 'yealink',
  ouis: ['02acde'],
  userAgents: ['^Acme (?<model>\\S+) (?<firmware>\\S+) (?<mac>[0-9a-f]{12})$'],
  sipUserAgents: ['^Acme '],
  userAgent: 'Acme {model} 1.2.3 {mac}',
  models: { a1: 't46s', a2: 't21p' },
  parameters: { 'phone_setting.backlight_time': '60' },
};

function writeBrand(id: string, content: object | string): void {
  mkdirSync(path.join(folder, 'brands', id), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(path.join(folder, 'brands', id, 'brand.json'), text);
}

function writeOverrides(content: object): void {
  writeFileSync(path.join(folder, 'overrides.json'), JSON.stringify(content));
}

test('without files of an admin, the brands are the built-in ones', () => {
  expect(withCustomBrands(folder, BRANDS)).toEqual(BRANDS);
  expect(withCustomBrands(path.join(folder, 'nowhere'), BRANDS)).toEqual(BRANDS);
});

test('a white label is identified by its own User-Agent and behaves like its base brand', () => {
  writeBrand('acme', ACME);
  const brands = withCustomBrands(folder, BRANDS);
  const acme = brands.find(({ id }) => id === 'acme');
  const yealink = BRANDS.find(({ id }) => id === 'yealink');
  expect(brands).toHaveLength(BRANDS.length + 1);
  const seen = identifyPhone(brands, '02acde000001.cfg', 'Acme a1 1.2.3 02acde000001');
  expect([seen?.brand.id, seen?.model, seen?.mac]).toEqual(['acme', 'a1', '02acde000001']);
  expect(acme?.models.a1).toBe(yealink?.models.t46s);
  expect(acme?.screens).toBe(yealink?.screens);
  expect(acme && adminLayers(acme, 'a1')).toEqual([{ 'phone_setting.backlight_time': '60' }, {}]);
});

test('a white label may share an OUI of the brand that it is like, and its file may begin with a byte order mark', () => {
  writeBrand('acme', `\ufeff${JSON.stringify({ ...ACME, ouis: ['805ec0'] })}`);
  expect(withCustomBrands(folder, BRANDS)).toHaveLength(BRANDS.length + 1);
});

test('overrides of a model win over those for all models, also over the parameters of a white label', () => {
  writeBrand('acme', ACME);
  writeOverrides({
    acme: { '*': { 'a.b': '1', 'phone_setting.backlight_time': '30' }, a1: { 'a.b': '2' } },
    snom: { '*': { tone_scheme: 'GER' } },
  });
  const brands = withCustomBrands(folder, BRANDS);
  const layersOf = (id: string, model: string | null) => {
    const brand = brands.find((candidate) => candidate.id === id);
    return Object.assign({}, ...(brand ? adminLayers(brand, model) : []));
  };
  expect(layersOf('acme', 'a1')).toEqual({ 'a.b': '2', 'phone_setting.backlight_time': '30' });
  expect(layersOf('acme', null)).toEqual({ 'a.b': '1', 'phone_setting.backlight_time': '30' });
  expect(layersOf('snom', 'd735')).toEqual({ tone_scheme: 'GER' });
  expect(layersOf('yealink', 't46s')).toEqual({});
});

describe('an invalid file is reported in one sentence that names it', () => {
  test.each<[string, object | string, RegExp]>([
    ['invalid JSON', '{', /it is not valid JSON/],
    ['an unknown base brand', { ...ACME, like: 'nobody' }, /like: unknown brand "nobody"/],
    [
      'an unknown model of the base brand',
      { ...ACME, models: { a1: 't999' } },
      /models\.a1: .*no model "t999"/,
    ],
    ['an invalid pattern', { ...ACME, userAgents: ['('] }, /userAgents\.0: must be a regular expression/],
    ['a User-Agent that no pattern matches', { ...ACME, userAgent: 'x' }, /userAgents: none matches "x"/],
    [
      'a pattern without a model',
      { ...ACME, userAgents: ['^Acme (?<firmware>\\S+)'] },
      /the group "model" is missing/,
    ],
    [
      'a SIP User-Agent that no pattern matches',
      { ...ACME, sipUserAgents: ['^Other'] },
      /sipUserAgents: none matches/,
    ],
    [
      'a parameter name that the config file cannot hold',
      { ...ACME, parameters: { 'a\nb': '1' } },
      /invalid parameter name/,
    ],
    ['an unknown field', { ...ACME, modell: 1 }, /modell/],
    ['a name that would be dropped', '{"parameters":{"__proto__":"1"}}', /a member named __proto__/],
    [
      'a pattern that backtracks without end',
      { ...ACME, userAgent: 'Acme {model}', userAgents: ['^(?:[\\w.]+[ /]?)+(?<model>\\w+)$'] },
      /userAgents\.0: the pattern takes too long/,
    ],
    [
      'a SIP pattern that does',
      { ...ACME, sipUserAgents: ['^Acme ', '^(\\w|\\d)+$'] },
      /sipUserAgents\.1: the pattern takes too long/,
    ],
    ['a control character in the name', { ...ACME, name: 'Acme\nphones' }, /name: must not hold control/],
    ['an invisible character in the name', { ...ACME, name: 'Acme\u202e' }, /name: must not hold control/],
    [
      'the OUI of another brand',
      { ...ACME, ouis: ['02acde', '000413'] },
      /ouis\.1: 000413 is an OUI of Snom/,
    ],
    [
      'a part of the OUI of another brand',
      { ...ACME, ouis: ['0004137'] },
      /ouis\.0: 0004137 is an OUI of Snom/,
    ],
    ['an OUI in another notation', { ...ACME, ouis: ['02:AC:DE'] }, /ouis\.0: must be the first 6/],
  ])('%s', (_title, content, message) => {
    writeBrand('acme', content);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(message);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(
      /brands\/acme\/brand\.json cannot be used: [^\n]*\.$/,
    );
  });

  test('a symbolic link in place of its folder', () => {
    writeBrand('acme', ACME);
    symlinkSync('acme', path.join(folder, 'brands', 'linked'));
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(
      'brands/linked cannot be used: it is a symbolic link, not a folder.',
    );
  });

  test('the id of a built-in brand', () => {
    writeBrand('snom', ACME);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow('the brand "snom" exists already');
  });

  test('a folder without brand.json', () => {
    mkdirSync(path.join(folder, 'brands', 'acme'), { recursive: true });
    expect(() => withCustomBrands(folder, BRANDS)).toThrow('brand.json cannot be used: it does not exist.');
  });

  test.each<[string, object, string]>([
    ['an unknown brand', { nobody: {} }, 'overrides.json cannot be used: unknown brand "nobody".'],
    ['an unknown model', { snom: { d1: {} } }, 'overrides.json cannot be used: snom: unknown model "d1".'],
    ['a value that is not text', { snom: { '*': { x: 1 } } }, 'overrides.json cannot be used: snom.*.x: '],
  ])('invalid overrides: %s', (_title, content, message) => {
    writeOverrides(content);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(message);
  });
});
