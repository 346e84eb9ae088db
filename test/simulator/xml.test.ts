import fc from 'fast-check';
import { readXml as readAsPhoneServer } from '../../src/lib/xml-reader';
import { findChildren, findChildText, MalformedXml, readXmlDocument } from '../../src/simulator/xml';

const read = (text: string) => readXmlDocument(Buffer.from(text, 'utf8'));

describe('the XML reader', () => {
  it('reads elements, attributes, entities, CDATA and comments', () => {
    const root = read(
      '<?xml version="1.0"?><!-- c --><a x="1 &amp; &#x4e;"><b>J&#252;rgen <!-- no -->&lt;3</b><b><![CDATA[a&amp;b]]></b></a>\n',
    );
    expect(root.name).toBe('a');
    expect(root.attributes.get('x')).toBe('1 & N');
    expect(findChildren(root, 'b').map(({ text }) => text)).toEqual(['Jürgen <3', 'a&amp;b']);
    expect(findChildText(root, 'c')).toBeNull();
  });

  it('reads ISO-8859-1 when the document says so', () => {
    expect(
      readXmlDocument(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>J\xfcrgen</a>', 'latin1'))
        .text,
    ).toBe('Jürgen');
  });

  it('reads UTF-8 behind a byte order mark', () => {
    expect(read('\u{feff}<?xml version="1.0" encoding="utf-8"?>\r\n<a>J\u00fcrgen</a>').text).toBe('Jürgen');
  });

  it('normalises line ends and the blanks of an attribute, but not those that are written as references', () => {
    const root = read('<a x="1\r\n2&#10;3">a\r\nb\rc</a >');
    expect(root.attributes.get('x')).toBe('1 2\n3');
    expect(root.text).toBe('a\nb\nc');
  });

  it('joins text around elements, and takes instructions, empty elements and namespace prefixes', () => {
    const root = read(
      "<?xml version='1.0' standalone='yes' ?><?pi x?><n:a xmlns:n = 'u'>1<b/>2<?pi?>3</n:a><!-- end -->",
    );
    expect([root.name, root.text, root.attributes.get('xmlns:n')]).toEqual(['n:a', '123', 'u']);
    expect(root.children).toEqual([{ name: 'b', attributes: new Map(), children: [], text: '' }]);
  });

  it('resolves an escaped reference once', () => {
    expect(read('<a>&amp;lt;&#38;#60;</a>').text).toBe('&lt;&#60;');
  });

  it('agrees with the reader of the phone server, which shares no code with it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aé€😀 &<>"\'\n-]') });
    const escaped = (value: string) =>
      value.replace(/[&<>"'\n]/gu, (character) => `&#${character.codePointAt(0)};`);
    fc.assert(
      fc.property(text, text, (value, content) => {
        const bytes = Buffer.from(`<r><e v="${escaped(value)}">x${escaped(content)}</e></r>`);
        expect(readXmlDocument(bytes)).toEqual(readAsPhoneServer(bytes));
        expect(readXmlDocument(bytes).children[0]?.attributes.get('v')).toBe(value);
      }),
    );
  });

  it.each([
    ['an open element', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>x'],
    ['nothing', ''],
    ['a bare ampersand', '<a>x & y</a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['a control character', '<a>\u0001</a>'],
    ['a control character as an entity', '<a>&#1;</a>'],
    ['a surrogate as an entity', '<a>&#xd800;</a>'],
    ['a character beyond Unicode', '<a>&#x110000;</a>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['attributes without a blank between them', '<a b="1"c="2"/>'],
    ['a < in an attribute', '<a b="<"/>'],
    ['an attribute without a value', '<a b/>'],
    ['an element that another one closes', '<a><b></a></b>'],
    ['an end without a start', '</a>'],
    ['an open comment', '<a><!-- </a>'],
    ['two hyphens in a comment', '<a><!-- -- --></a>'],
    ['an open CDATA section', '<a><![CDATA[x</a>'],
    ['CDATA outside the root', '<a/><![CDATA[x]]>'],
    ['the end of no CDATA section', '<a>]]></a>'],
    ['an open instruction', '<a><?pi </a>'],
    ['a declaration behind the start', ' <?xml version="1.0"?><a/>'],
    ['a declaration that is not valid', '<?xml encoding="UTF-8"?><a/>'],
    ['a byte order mark before ISO-8859-1', '\u{feff}<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
    ['an empty name', '<a>< b/></a>'],
    ['too many levels', `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`],
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an encoding it does not know', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(MalformedXml);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => readXmlDocument(Buffer.from('<a>J\xfcrgen</a>', 'latin1'))).toThrow('UTF-8');
  });
});
