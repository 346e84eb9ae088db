import { FORMAT_WRITERS } from '../../../src/phones/provisioning/formats';
import { parseGsProvision } from '../../../src/simulator/parsers/gs-provision';
import fc from '../../fast-check';

const file = (items: string, version = '2') =>
  Buffer.from(`<gs_provision version="1"><config version="${version}">${items}</config></gs_provision>`);

test('reads back whatever was written', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,30}$/);
  const value = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text));
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (values) => {
      const parameters = new Map(Object.entries(values));
      expect(parseGsProvision(FORMAT_WRITERS['gs-provision'](parameters))).toEqual(parameters);
    }),
  );
});

test('P-values are elements of the first version, and so is what an admin adds to them', () => {
  const parameters = new Map([
    ['P271', '1'],
    ['P3', 'Jürgen & Söhne'],
    ['custom.parameter', '7'],
  ]);
  const bytes = FORMAT_WRITERS['gs-provision'](parameters);
  expect(bytes.toString('utf8')).toContain('<config version="1">\n    <P271>1</P271>');
  expect(parseGsProvision(bytes)).toEqual(parameters);
});

test('parts complete the name of their item', () => {
  const items = '<item name="account.1"><part name="name">Ann</part><part name="enable">Yes</part></item>';
  expect([...parseGsProvision(file(items))]).toEqual([
    ['account.1.name', 'Ann'],
    ['account.1.enable', 'Yes'],
  ]);
});

test.each([
  ['no XML', Buffer.from('P271=1')],
  ['another root', Buffer.from('<hl_provision/>')],
  ['no config', Buffer.from('<gs_provision/>')],
  ['a version that nobody knows', file('<P271>1</P271>', '3')],
  ['items in the first version', file('<item name="a">1</item>', '1')],
  ['a P-value of parts', file('<P271><P1>1</P1></P271>', '1')],
  ['a duplicate P-value', file('<P271>1</P271><P271>0</P271>', '1')],
  ['an element that is no item', file('<P271>1</P271>')],
  ['an item without a name', file('<item>1</item>')],
  ['a duplicate parameter', file('<item name="a">1</item><item name="a">2</item>')],
  ['parts of parts', file('<item name="a"><part name="b"><part name="c"/></part></item>')],
])('the phone rejects a file with %s', (_, bytes) => {
  expect(() => parseGsProvision(bytes)).toThrow();
});
