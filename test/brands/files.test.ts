import { BRANDS } from '../../phoneapps';
import type { Brand, FileRule } from '../../src/phones/brands/brand';
import { identifyPhone } from '../../src/phones/brands/identify';
import { profileOf } from '../device-profiles';
import { forEachModel } from './for-each-model';
import { brandsByName, LISTED_MODELS, type ModelRow, macOf } from './support';

function ruleOf(brand: Brand, file: string): FileRule | undefined {
  return brand.files.find(({ pattern }) => pattern.test(file));
}

/** Some say nothing of themselves over HTTP. */
const saysWhoItIs = ({ identity }: Brand) => identity.userAgents.length > 0;

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

  test('ends in the config, and what comes before may not end it', () => {
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

  test('asks for the files in the order in which the brand lists them', () => {
    forEachModel(rows, (row) => {
      const places = chainOf(row).map(({ file }) =>
        brand.files.findIndex(({ pattern }) => pattern.test(file)),
      );
      expect(places).toEqual([...places].sort((a, b) => a - b));
    });
  });

  test('leads by each file to the brand, the model and what is to be done', () => {
    forEachModel(rows, (row) => {
      const userAgent = profileOf(brand).userAgent(row.name, macOf(brand));
      for (const { file } of chainOf(row)) {
        for (const written of [file, file.toUpperCase()]) {
          const identity = identifyPhone(BRANDS, written, userAgent);
          expect([written, identity?.brand.id, identity?.model, identity?.role]).toEqual([
            written,
            brand.id,
            saysWhoItIs(brand) ? row.name : null,
            ruleOf(brand, file)?.role,
          ]);
        }
      }
    });
  });
});

describe.each(brandsByName.filter(([, brand]) => brand.identity.ouis.length > 0))('%s', (_, brand) => {
  const configOf = (mac: string) => profileOf(brand).boot('', mac).at(-1)?.file ?? '';

  test('is known by each of its OUIs in the name of a file when nothing else is said', () => {
    for (const oui of brand.identity.ouis) {
      const mac = `${oui}0a1b2c`.slice(0, 12);
      const said = { brand: brand.id, mac, model: null, firmware: null, role: 'config' };
      for (const file of [configOf(mac), configOf(mac).toUpperCase()]) {
        const identity = identifyPhone(BRANDS, file, '');
        expect([file, { ...identity, brand: identity?.brand.id }]).toMatchObject([file, said]);
      }
    }
  });

  test('is believed by its User-Agent on a network card of somebody else', () => {
    const mac = '00000caabbcc';
    const userAgent = profileOf(brand).userAgent(Object.keys(brand.models)[0] ?? '', mac);
    expect(identifyPhone(BRANDS, configOf(mac), userAgent)).toMatchObject({ brand: { id: brand.id }, mac });
  });
});

const withShared = brandsByName.flatMap(([id, brand]) =>
  (brand.identity.sharedOuis ?? []).map((oui) => [id, oui, brand] as const),
);

describe.each(withShared)('%s, whose MACs in %s are those of another brand', (_, oui, brand) => {
  const mac = `${oui}0a1b2c`;
  const file = profileOf(brand).boot('', mac).at(-1)?.file ?? '';
  const [model = ''] = Object.keys(brand.models);

  test('is known by its User-Agent, whatever the MAC says', () => {
    expect(identifyPhone(BRANDS, file, profileOf(brand).userAgent(model, mac))).toMatchObject({
      brand: { id: brand.id },
      mac,
      model,
    });
  });

  test('is taken for the other one when nothing else is said, or when it says so', () => {
    const other = BRANDS.find(({ identity }) => identity.ouis.includes(oui));
    const [otherModel = ''] = Object.keys(other?.models ?? {});
    for (const userAgent of ['', other ? profileOf(other).userAgent(otherModel, mac) : '']) {
      expect(identifyPhone(BRANDS, file, userAgent)?.brand.id).toBe(other?.id);
    }
  });
});

describe.each(brandsByName.filter(([, brand]) => brand.createdByRest))('%s', (_, brand) => {
  test('has a file name of its own: nothing but its link tells who asks', () => {
    const file = profileOf(brand).boot('', macOf(brand)).at(-1)?.file ?? '';
    const identity = identifyPhone(BRANDS, file, 'Unknown');
    expect(identity).toMatchObject({ brand: { id: brand.id }, mac: null, model: null, role: 'config' });
    expect(BRANDS.filter((other) => ruleOf(other, file))).toEqual([brand]);
  });
});

describe('names of files', () => {
  test.each(NOT_A_FILE)('%j is none that a phone asks for', (file) => {
    expect(identifyPhone(BRANDS, file, '')).toBeNull();
  });

  test.each(brandsByName)('%s: a name with a MAC gives it, whatever its case', (_, brand) => {
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
    '%s cannot log in by HTTP, so it shares none with another brand',
    (_, brand) => {
      const files = profileOf(brand)
        .boot('', macOf(brand))
        .map(({ file }) => file);
      const sharers = BRANDS.filter((other) => other !== brand && files.some((file) => ruleOf(other, file)));
      expect(sharers).toEqual([]);
    },
  );
});
