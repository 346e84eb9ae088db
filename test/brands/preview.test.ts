import { BRANDS } from '../../phoneapps';
import type { Mapping, Template } from '../../src/desk/model';
import type { Brand } from '../../src/phones/brands/brand';
import { createBrandRegistry } from '../../src/phones/brands/registry';
import { renderPreview } from '../../src/phones/provisioning/preview';
import {
  ALL_MODELS,
  brandsByName,
  loggedIn,
  type ModelRow,
  parametersFor,
  placesOf,
  SETTINGS,
} from './support';

const BY_TEMPLATE = 'secret-by-template';
const BY_MAPPING = 'secret-by-mapping';
const BY_FILE = 'secret-by-file';
const BY_URL = 'secret-by-url';
const SECRETS = [BY_TEMPLATE, BY_MAPPING, BY_FILE, BY_URL];
const URL_OF_KEY = `https://admin:${BY_URL}@gate.example.com/${BY_URL}?token=${BY_URL}`;

/** The model with the most keys. */
function rowOf(brand: Brand): ModelRow {
  const rows = ALL_MODELS.filter((row) => row.brand === brand);
  return rows.reduce((best, row) => (placesOf(row.model) > placesOf(best.model) ? row : best));
}

/** A preview with a URL at a key, and a value of an admin in each of these parameters. */
function previewOf(brand: Brand, names: readonly string[], showsAdminValues: boolean): string {
  const row = rowOf(brand);
  const third = (rest: number, value: string) =>
    Object.fromEntries(names.filter((_, at) => at % 3 === rest).map((name) => [name, value]));
  const template: Template = {
    id: 1,
    brand: brand.id,
    name: 'standard',
    isDefault: true,
    settings: {},
    keys: [{ kind: 'url', value: URL_OF_KEY, label: 'Gate' }],
    overrides: third(0, BY_TEMPLATE),
  };
  const mapping: Mapping = {
    id: 2,
    extension: '1001',
    brand: brand.id,
    templateId: 1,
    model: null,
    mac: null,
    overrides: third(1, BY_MAPPING),
  };
  const custom = { ...brand, adminParameters: { '*': third(2, BY_FILE) } };
  const brandRegistry = createBrandRegistry(BRANDS.map((each) => (each === brand ? custom : each)));
  const preview = {
    extension: { number: '1001', name: 'Alice Adams', mailboxContext: 'default' },
    account: { endpoint: '1001', technology: 'pjsip' as const, authUser: '1001', secret: 'sip-secret' },
    device: { rule: 'own-number' as const, passedOver: [] },
    settings: SETTINGS,
    choice: { rule: 'mac' as const, template, mapping },
    via: 'internal' as const,
  };
  const phone = { brand: brand.id, model: row.name };
  return renderPreview(brandRegistry, { http: 8480, https: null }, preview, phone, showsAdminValues).config;
}

/** The parameters that the brand writes itself. */
function namesOf(brand: Brand): string[] {
  const row = rowOf(brand);
  return [...parametersFor(row, loggedIn(row)).keys()];
}

/** Their phones have no key for a URL. */
const WITHOUT_URLS: readonly string[] = [
  'grandstream',
  'polycom',
  'panasonic',
  'digium',
  'unify',
  'linphone',
];

describe.each(brandsByName)('the preview of %s', (_, brand) => {
  test('shows the values of admins', () => {
    const config = previewOf(brand, namesOf(brand), true);
    for (const secret of [BY_TEMPLATE, BY_MAPPING, BY_FILE]) expect(config).toContain(secret);
  });

  test('masks them for readers who may not see them, in its format', () => {
    const config = previewOf(brand, namesOf(brand), false);
    for (const secret of SECRETS) expect(config).not.toContain(secret);
    expect(config).toContain('********');
  });

  test('shows the URL of a key only to readers who may see the values of admins', () => {
    expect(previewOf(brand, [], true).includes(BY_URL)).toBe(!WITHOUT_URLS.includes(brand.id));
    expect(previewOf(brand, [], false)).not.toContain(BY_URL);
  });
});
