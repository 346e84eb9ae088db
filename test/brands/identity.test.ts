import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import type { Brand } from '../../src/phones/brands/brand';
import { readClaims, readModelHeader, readUserAgent } from '../../src/phones/brands/identify';
import { createBrandRegistry } from '../../src/phones/brands/registry';
import { profileOf } from '../device-profiles';
import { forEachModel } from './for-each-model';
import { brandsByName, LISTED_MODELS, macOf } from './support';

const brandRegistry = createBrandRegistry(BRANDS);

const listedOf = (brand: Brand) => LISTED_MODELS.filter((row) => row.brand === brand);

/** The IEEE's table (oui-data 2.1.9); `e434d7` is known from public provisioning code. */
const OUIS: Readonly<Record<string, readonly string[]>> = {
  sangoma: ['005058'],
  fanvil: ['0c383e', '00a859'],
  digium: ['000fd3'],
  // Ranges inside Digium's OUI, from published config files.
  'sangoma-a': ['000fd3cf', '000fd3d3'],
  gigaset: ['7c2f80', '589ec6', '002104', '14b370'],
  grandstream: ['000b82', '144cff', 'c074ad', 'ec74d7'],
  htek: ['001fc1'],
  aastra: ['00085d', '08000f', '0010bc', '1400e9'],
  snom: ['000413', '1c7126'],
  // Ranges inside Snom's OUI, from public provisioning code.
  'gigaset-p': [
    '00041380',
    '000413d84f',
    '000413d850',
    '000413d851',
    '000413d852',
    '000413e2',
    '000413e3',
    '000413e5',
    '000413e7',
  ],
  yealink: [
    '001565',
    '249ad8',
    '3497d7',
    '44dbd2',
    '644f56',
    '805e0c',
    '805ec0',
    'b061a9',
    'c4fc22',
    'ec1da9',
    'f01653',
    'e434d7',
  ],
  'cisco-spa': [
    '00045a',
    '000625',
    '000c41',
    '000e08',
    '000f66',
    '001217',
    '001310',
    '0014bf',
    '0016b6',
    '001839',
    '0018f8',
    '001a70',
    '001c10',
    '001d7e',
    '001ee5',
    '002129',
    '00226b',
    '002369',
    '00259c',
    '20aa4b',
    '48f8b3',
    '586d8f',
    '687f74',
    '98fc11',
    'c0c1c0',
    'c8b373',
    'c8d719',
  ],
  'cisco-mpp': ['00562b'],
  'cisco-enterprise': ['001d45'],
  panasonic: ['0080f0', '080023', 'bcc342'],
  polycom: ['0004f2', '482567', '64167f'],
  // Formerly Siemens: OUIs in the vendor's examples and in public provisioning code.
  unify: ['001ae8', '0001e3'],
  // The OUI of Yealink, which makes the phones.
  tiptel: [],
  linphone: [],
};

/** Unsupported phones and softphones, some with the name of a supported brand. */
const UNSUPPORTED = [
  'Sangoma Talk/3.0',
  'Sangoma Connect/1.0.1',
  'Grandstream HT802 1.0.29.8',
  'Aastra Intelligate',
  'Sangoma A200 2.2.1',
  'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)',
  'MicroSIP/3.20.5',
  'Unknown',
];

describe('brand and model names', () => {
  test('are unique, and valid in a URL', () => {
    const ids = BRANDS.map((brand) => brand.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  test.each(brandsByName)('every model of %s is found in either case', (_, brand) => {
    forEachModel(listedOf(brand), ({ name }) => {
      expect(name).toBe(name.toLowerCase());
      expect(brand.modelOf(name)).toBe(name);
      expect(brand.modelOf(name.toUpperCase())).toBe(name);
    });
  });
});

describe('OUIs', () => {
  const all = BRANDS.flatMap((brand) => brand.identity.ouis);

  test('are six lower-case hex digits of one brand only; a longer one is a range inside the OUI of another brand', () => {
    for (const oui of all) {
      expect(oui).toMatch(/^[0-9a-f]{6,11}$/);
      if (oui.length > 6) expect(all).toContain(oui.slice(0, 6));
    }
    expect(new Set(all).size).toBe(all.length);
  });

  test('that a white label shares belong to another brand', () => {
    for (const { identity } of BRANDS) {
      for (const oui of identity.sharedOuis ?? []) expect(all).toContain(oui);
    }
  });

  test.each(brandsByName)('of %s are those in the table', (id, brand) => {
    expect([...brand.identity.ouis].sort()).toEqual([...(OUIS[id] ?? ['no row in the table'])].sort());
  });
});

interface Line {
  readonly kind: string;
  readonly userAgent: string;
  readonly said: {
    readonly model: string | null;
    readonly firmware: string | null;
    readonly mac: string | null;
  };
}

/** The User-Agents of real phones: `kind | User-Agent | model | firmware | MAC`, with `#` before a comment. */
function linesOf(brand: Brand): Line[] {
  const file = path.join(__dirname, '../../phoneapps', brand.id, 'user-agents.txt');
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [kind = '', userAgent = '', model = '', firmware = '', mac = ''] = line.split(/ \|(?: |$)/);
      const said = { model: model || null, firmware: firmware || null, mac: mac || null };
      return { kind, userAgent, said };
    });
}

/** Some brands send no User-Agent that identifies them: only their file names do. */
const hasUserAgent = ({ identity }: Brand) => identity.userAgents.length > 0;

/** Ids of the brands that match this User-Agent. */
const brandsMatchingHttp = (userAgent: string) =>
  BRANDS.filter((brand) => readUserAgent(brand, userAgent) !== null).map((brand) => brand.id);
const brandsMatchingSip = (userAgent: string) =>
  BRANDS.filter((brand) => brandRegistry.matchesUserAgent(brand.id, userAgent)).map((brand) => brand.id);

describe('User-Agents of real phones', () => {
  test.each(brandsByName)('%s has lines of all its kinds, and no other lines', (_, brand) => {
    const kinds = hasUserAgent(brand) ? ['http', 'sip'] : ['sip'];
    expect(new Set(linesOf(brand).map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  test.each(brandsByName.filter(([, brand]) => hasUserAgent(brand)))(
    '%s: each HTTP User-Agent gives model, firmware and MAC, and matches only its own brand',
    (_, brand) => {
      const lines = linesOf(brand).filter(({ kind }) => kind === 'http');
      expect(
        lines.map(({ userAgent }) => [
          userAgent,
          readUserAgent(brand, userAgent),
          brandsMatchingHttp(userAgent),
        ]),
      ).toEqual(lines.map(({ userAgent, said }) => [userAgent, said, [brand.id]]));
    },
  );

  test.each(brandsByName)('%s: each SIP User-Agent matches only its own brand', (_, brand) => {
    const lines = linesOf(brand).filter(({ kind }) => kind === 'sip');
    expect(lines.map(({ userAgent }) => [userAgent, brandsMatchingSip(userAgent)])).toEqual(
      lines.map(({ userAgent }) => [userAgent, [brand.id]]),
    );
  });

  test.each(UNSUPPORTED)('%s matches no brand', (userAgent) => {
    expect(brandsMatchingHttp(userAgent)).toEqual([]);
    expect(brandsMatchingSip(userAgent)).toEqual([]);
  });
});

describe('malformed User-Agents', () => {
  const malformed = [
    'Grandstream Model HW GXV3175 SW ../1.0.11.79 DevId 805ec0000001',
    'Fanvil ../X3S 2.4.4 805ec0000001',
    'Fanvil X(3)S 2.4.4 805ec0000001',
    'Yealink SIP-T46S 66.81/0.15 80:5e:c0:00:00:01',
  ];
  test.each(malformed)('%s matches no brand', (userAgent) => {
    expect(brandsMatchingHttp(userAgent)).toEqual([]);
  });
});

describe('User-Agents of the simulated phones', () => {
  const brandsWith = (holds: (brand: Brand) => boolean) => brandsByName.filter(([, brand]) => holds(brand));

  test.each(brandsWith(({ protocol }) => protocol !== undefined))(
    'every %s reports its model and firmware in its protocol, and its User-Agent matches no brand',
    (_, brand) => {
      forEachModel(listedOf(brand), ({ name }) => {
        const { model = '', firmware = '' } = profileOf(brand).protocolIdentity?.(name) ?? {};
        expect(readClaims(brand, { model, firmware })).toEqual({ model: name, firmware });
        expect(brandsMatchingHttp(profileOf(brand).userAgent(name, macOf(brand)))).toEqual([]);
        expect(brandsMatchingSip(profileOf(brand).sipUserAgent(name))).toEqual([brand.id]);
      });
    },
  );

  test.each(brandsWith((brand) => !hasUserAgent(brand) && !brand.protocol))(
    'every %s reports its model in a header of its browser, and its User-Agent matches no brand',
    (_, brand) => {
      const { modelHeader } = brand.identity;
      forEachModel(listedOf(brand), ({ name }) => {
        const said = profileOf(brand).pageHeaders?.(name)[modelHeader?.name ?? ''] ?? '';
        expect(readModelHeader(brand, said)).toBe(name);
        expect(BRANDS.filter((other) => readModelHeader(other, said) !== null)).toEqual([brand]);
        expect(brandsMatchingHttp(profileOf(brand).userAgent(name, macOf(brand)))).toEqual([]);
        expect(brandsMatchingSip(profileOf(brand).sipUserAgent(name))).toEqual([brand.id]);
      });
    },
  );

  test.each(brandsWith(hasUserAgent))('every %s is identified by its User-Agent', (_, brand) => {
    forEachModel(listedOf(brand), ({ name }) => {
      const userAgent = profileOf(brand).userAgent(name, macOf(brand));
      const said = readUserAgent(brand, userAgent);
      expect(said?.model).toBe(name);
      expect(said?.firmware).toMatch(/^\d+([._]\d+)+$/);
      expect(brandsMatchingHttp(userAgent)).toEqual([brand.id]);
      expect(brandsMatchingSip(profileOf(brand).sipUserAgent(name))).toEqual([brand.id]);
    });
  });

  test.each(brandsWith((brand) => !brand.createdByRest && hasUserAgent(brand)))(
    'every %s has its MAC in its User-Agent',
    (_, brand) => {
      const mac = macOf(brand);
      forEachModel(listedOf(brand), ({ name }) => {
        expect(readUserAgent(brand, profileOf(brand).userAgent(name, mac))?.mac).toBe(mac);
      });
    },
  );
});
