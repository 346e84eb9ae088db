import type { Mapping, Template } from '../../../src/desk/model';
import { chooseTemplate } from '../../../src/desk/provisioning/choose-template';
import { type Mac, parseMac } from '../../../src/lib/mac';

const MAC = parseMac('00:50:58:00:00:01') as Mac;
const OTHER_MAC = parseMac('00:50:58:00:00:02') as Mac;
const PHONE = { mac: MAC, brand: 'sangoma', model: 's500' };

const template = (id: number, change: Partial<Template> = {}): Template => ({
  id,
  brand: 'sangoma',
  name: `template ${id}`,
  isDefault: false,
  settings: {},
  keys: [],
  overrides: {},
  ...change,
});

const mapping = (templateId: number, change: Partial<Mapping> = {}): Mapping => ({
  id: templateId * 10,
  extension: '1001',
  brand: 'sangoma',
  templateId,
  model: null,
  mac: null,
  overrides: {},
  ...change,
});

const TEMPLATES = [1, 2, 3, 4].map((id) => template(id)).concat(template(5, { isDefault: true }));
const BY_MAC_AND_MODEL = mapping(1, { mac: MAC, model: 's500' });
const BY_MAC = mapping(2, { mac: MAC });
const BY_MODEL = mapping(3, { model: 's500' });
const BY_BRAND = mapping(4);
const ALL = [BY_BRAND, BY_MODEL, BY_MAC, BY_MAC_AND_MODEL];

describe('the template of an extension at a phone', () => {
  test.each([
    ['a mapping by MAC and model wins over all others', ALL, 'mac-and-model', 1],
    ['then one by MAC', [BY_BRAND, BY_MODEL, BY_MAC], 'mac', 2],
    ['then one by model', [BY_BRAND, BY_MODEL], 'model', 3],
    ['then one by brand only', [BY_BRAND], 'brand', 4],
    ["then the brand's default template", [], 'default-template', 5],
    ['a mapping for another MAC does not count', [mapping(1, { mac: OTHER_MAC })], 'default-template', 5],
    ['a mapping for another model does not count', [mapping(1, { model: 's400' })], 'default-template', 5],
    [
      'a mapping for this MAC and another model does not count',
      [mapping(1, { mac: MAC, model: 's400' }), BY_BRAND],
      'brand',
      4,
    ],
    ['a mapping of another brand does not count', [mapping(1, { brand: 'yealink' })], 'default-template', 5],
    ['a mapping to a deleted template does not count', [mapping(99), BY_MODEL], 'model', 3],
  ] as const)('%s', (_title, mappings, rule, templateId) => {
    const choice = chooseTemplate(PHONE, mappings, TEMPLATES);
    expect({ rule: choice.rule, templateId: choice.template?.id }).toEqual({ rule, templateId });
  });

  test('a mapping to a template of another brand never matches', () => {
    const foreign = template(6, { brand: 'yealink', isDefault: true });
    const choice = chooseTemplate(PHONE, [mapping(6, { mac: MAC, model: 's500' })], [foreign]);
    expect(choice).toEqual({ rule: 'built-in', template: null, mapping: null });
  });

  test('without any template the built-in base is used', () => {
    expect(chooseTemplate(PHONE, [], []).rule).toBe('built-in');
  });

  test('a phone of unknown model does not match the model of a mapping', () => {
    const phone = { ...PHONE, model: null };
    expect(chooseTemplate(phone, [BY_MODEL, BY_MAC_AND_MODEL], TEMPLATES).rule).toBe('default-template');
    expect(chooseTemplate(phone, ALL, TEMPLATES).rule).toBe('mac');
  });
});
