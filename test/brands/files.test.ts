import { BRANDS } from '../../phoneapps';
import type { Brand, FileRule } from '../../src/phones/brands/brand';
import { identifyPhone } from '../../src/phones/brands/identify';
import { profileOf } from '../device-profiles';
import { forEachModel } from './for-each-model';
import { brandsByName, LISTED_MODELS, type ModelRow, macOf } from './support';

function ruleOf(brand: Brand, file: string): FileRule | undefined {
  return brand.files.find(({ pattern }) => pattern.test(file));
}

/** Some brands send no User-Agent that identifies them. */
const hasUserAgent = ({ identity }: Brand) => identity.userAgents.length > 0;

const NOT_A_FILE = [
  '',
  'config',
  'cfg005058a1b2c3.xml.bak',
  'xcfg005058a1b2c3.xml',
  'cfg005058a1b2c.xml',
  'cfg005058a1b2c3d4.xml',
  '001565a1b2c3.cfg.gz',
  '001565a1b2cg.cfg',
  '00:15:65:a1:b2:c3.cfg',
  'y00000000000000000066.cfg',
  'linphone.xml/',
  'cfg005058a1b2c3.xml\n',
];

describe.each(brandsByName)('the boot of every %s', (_, brand) => {
  const rows = LISTED_MODELS.filter((row) => row.brand === brand);
  const chainOf = ({ name }: ModelRow) => profileOf(brand).boot(name, macOf(brand));

  test('ends with the config, and no earlier file can end it', () => {
    forEachModel(rows, (row) => {
      const chain = chainOf(row);
      const last = chain.at(-1);
      expect(ruleOf(brand, last?.file ?? '')?.role).toBe('config');
      expect(last?.takes).toBe(true);
      for (const step of chain.slice(0, -1)) {
        const role = ruleOf(brand, step.file)?.role;
        expect(role).toBeDefined();
        if (step.whenFound === 'stop') expect(role).toBe('absent');
        if (!step.takes) expect(role).not.toBe('config');
      }
    });
  });

  test('requests the files in the order in which the brand lists them', () => {
    forEachModel(rows, (row) => {
      const places = chainOf(row).map(({ file }) =>
        brand.files.findIndex(({ pattern }) => pattern.test(file)),
      );
      expect(places).toEqual([...places].sort((a, b) => a - b));
    });
  });

  test('is identified at each file: brand, model and role', () => {
    forEachModel(rows, (row) => {
      const userAgent = profileOf(brand).userAgent(row.name, macOf(brand));
      for (const { file } of chainOf(row)) {
        for (const written of [file, file.toUpperCase()]) {
          const identity = identifyPhone(BRANDS, written, userAgent);
          expect([written, identity?.brand.id, identity?.model, identity?.role]).toEqual([
            written,
            brand.id,
            hasUserAgent(brand) ? row.name : null,
            ruleOf(brand, file)?.role,
          ]);
        }
      }
    });
  });
});

describe.each(brandsByName.filter(([, brand]) => brand.identity.ouis.length > 0))('%s', (_, brand) => {
  const configOf = (mac: string) => profileOf(brand).boot('', mac).at(-1)?.file ?? '';

  test('is identified by each of its OUIs in a file name without a User-Agent', () => {
    for (const oui of brand.identity.ouis) {
      const mac = `${oui}0a1b2c`.slice(0, 12);
      const expected = { brand: brand.id, mac, model: null, firmware: null, role: 'config' };
      for (const file of [configOf(mac), configOf(mac).toUpperCase()]) {
        const identity = identifyPhone(BRANDS, file, '');
        expect([file, { ...identity, brand: identity?.brand.id }]).toMatchObject([file, expected]);
      }
    }
  });

  test('is identified by its User-Agent with an OUI of another vendor', () => {
    const mac = '00000caabbcc';
    const userAgent = profileOf(brand).userAgent(Object.keys(brand.models)[0] ?? '', mac);
    expect(identifyPhone(BRANDS, configOf(mac), userAgent)).toMatchObject({ brand: { id: brand.id }, mac });
  });
});

const withShared = brandsByName.flatMap(([id, brand]) =>
  (brand.identity.sharedOuis ?? []).map((oui) => [id, oui, brand] as const),
);

describe.each(withShared)('%s, which shares the OUI %s with another brand', (_, oui, brand) => {
  const mac = `${oui}0a1b2c`;
  const file = profileOf(brand).boot('', mac).at(-1)?.file ?? '';
  const [model = ''] = Object.keys(brand.models);

  test('is identified by its User-Agent', () => {
    expect(identifyPhone(BRANDS, file, profileOf(brand).userAgent(model, mac))).toMatchObject({
      brand: { id: brand.id },
      mac,
      model,
    });
  });

  test('is taken for the other brand without a User-Agent, or with that of the other brand', () => {
    const other = BRANDS.find(({ identity }) => identity.ouis.includes(oui));
    const [otherModel = ''] = Object.keys(other?.models ?? {});
    for (const userAgent of ['', other ? profileOf(other).userAgent(otherModel, mac) : '']) {
      expect(identifyPhone(BRANDS, file, userAgent)?.brand.id).toBe(other?.id);
    }
  });
});

describe.each(brandsByName.filter(([, brand]) => brand.createdByRest))('%s', (_, brand) => {
  test('has its own file name, and only its link identifies the phone', () => {
    const file = profileOf(brand).boot('', macOf(brand)).at(-1)?.file ?? '';
    const identity = identifyPhone(BRANDS, file, 'Unknown');
    expect(identity).toMatchObject({ brand: { id: brand.id }, mac: null, model: null, role: 'config' });
    expect(BRANDS.filter((other) => ruleOf(other, file))).toEqual([brand]);
  });
});

describe('names of files', () => {
  test.each(NOT_A_FILE)('no phone requests %j', (file) => {
    expect(identifyPhone(BRANDS, file, '')).toBeNull();
  });

  test.each(brandsByName)('%s: a file name with a MAC identifies it in either case', (_, brand) => {
    const mac = macOf(brand);
    const withMac = profileOf(brand)
      .boot('', mac)
      .filter(({ file }) => file.toLowerCase().includes(mac));
    expect(withMac.length > 0).toBe(!brand.createdByRest);
    for (const { file } of withMac) {
      const macIn = new RegExp(mac, 'i');
      for (const written of [mac, mac.toUpperCase()]) {
        expect(identifyPhone([brand], file.replace(macIn, written), '')?.mac).toBe(mac);
      }
    }
  });

  test.each(brandsByName.filter(([, { httpAuth }]) => httpAuth === 'none'))(
    '%s cannot authenticate over HTTP, so it shares no file name with another brand',
    (_, brand) => {
      const files = profileOf(brand)
        .boot('', macOf(brand))
        .map(({ file }) => file);
      const sharers = BRANDS.filter((other) => other !== brand && files.some((file) => ruleOf(other, file)));
      expect(sharers).toEqual([]);
    },
  );
});
