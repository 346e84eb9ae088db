import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../../phoneapps';
import { adminLayers, withCustomBrands } from '../../../src/phones/brands/custom';
import { identify } from '../../../src/phones/brands/identify';

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

test('without files of an admin there are the brands that come with the service', () => {
  expect(withCustomBrands(folder, BRANDS)).toEqual(BRANDS);
  expect(withCustomBrands(path.join(folder, 'nowhere'), BRANDS)).toEqual(BRANDS);
});

test('a white label is known by its own words and does what the other brand does', () => {
  writeBrand('acme', ACME);
  const brands = withCustomBrands(folder, BRANDS);
  const acme = brands.find(({ id }) => id === 'acme');
  const yealink = BRANDS.find(({ id }) => id === 'yealink');
  expect(brands).toHaveLength(BRANDS.length + 1);
  const seen = identify(brands, '02acde000001.cfg', 'Acme a1 1.2.3 02acde000001');
  expect([seen?.brand.id, seen?.model, seen?.mac]).toEqual(['acme', 'a1', '02acde000001']);
  expect(acme?.models.a1).toBe(yealink?.models.t46s);
  expect(acme?.screens).toBe(yealink?.screens);
  expect(acme && adminLayers(acme, 'a1')).toEqual([{ 'phone_setting.backlight_time': '60' }, {}]);
});

test('overrides are those of the model on top of those of all models, also on top of a white label’s own', () => {
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

describe('what is wrong is said in one sentence that names the file', () => {
  test.each<[string, object | string, RegExp]>([
    ['no JSON', '{', /it is no JSON/],
    ['another brand that is not there', { ...ACME, like: 'nobody' }, /like: there is no brand "nobody"/],
    ['a model that is not there', { ...ACME, models: { a1: 't999' } }, /models\.a1: .*no model "t999"/],
    ['a pattern that is none', { ...ACME, userAgents: ['('] }, /userAgents\.0: must be a regular expression/],
    [
      'a User-Agent that its pattern does not read',
      { ...ACME, userAgent: 'x' },
      /userAgents: none matches "x"/,
    ],
    [
      'a pattern without a model',
      { ...ACME, userAgents: ['^Acme (?<firmware>\\S+)'] },
      /the group "model" is missing/,
    ],
    [
      'a SIP User-Agent that is not known',
      { ...ACME, sipUserAgents: ['^Other'] },
      /sipUserAgents: none matches/,
    ],
    [
      'a name of a parameter that the file cannot hold',
      { ...ACME, parameters: { 'a\nb': '1' } },
      /no parameter is called/,
    ],
    ['a field that nobody knows', { ...ACME, modell: 1 }, /modell/],
    ['an OUI in other letters', { ...ACME, ouis: ['02:AC:DE'] }, /ouis\.0: must be the first 6/],
  ])('%s', (_title, content, message) => {
    writeBrand('acme', content);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(message);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(
      /brands\/acme\/brand\.json cannot be used: [^\n]*\.$/,
    );
  });

  test('a brand that is there already', () => {
    writeBrand('snom', ACME);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow('there is a brand "snom" already');
  });

  test('a folder without a brand', () => {
    mkdirSync(path.join(folder, 'brands', 'acme'), { recursive: true });
    expect(() => withCustomBrands(folder, BRANDS)).toThrow('brand.json cannot be used: it is not there.');
  });

  test.each<[string, object, string]>([
    ['a brand', { nobody: {} }, 'overrides.json cannot be used: there is no brand "nobody".'],
    ['a model', { snom: { d1: {} } }, 'overrides.json cannot be used: snom: there is no model "d1".'],
    ['a value that is no text', { snom: { '*': { x: 1 } } }, 'overrides.json cannot be used: snom.*.x: '],
  ])('overrides for %s that is not there', (_title, content, message) => {
    writeOverrides(content);
    expect(() => withCustomBrands(folder, BRANDS)).toThrow(message);
  });
});
