import { BrokenXml, childrenOf, childText, readXml } from '../../src/simulator/xml';

const read = (text: string) => readXml(Buffer.from(text, 'utf8'));

describe('the XML reader', () => {
  it('reads elements, attributes, entities, CDATA and comments', () => {
    const root = read(
      '<?xml version="1.0"?><!-- c --><a x="1 &amp; &#x4e;"><b>J&#252;rgen <!-- no -->&lt;3</b><b><![CDATA[a&amp;b]]></b></a>\n',
    );
    expect(root.name).toBe('a');
    expect(root.attributes.get('x')).toBe('1 & N');
    expect(childrenOf(root, 'b').map(({ text }) => text)).toEqual(['Jürgen <3', 'a&amp;b']);
    expect(childText(root, 'c')).toBeNull();
  });

  it('reads ISO-8859-1 when the document says so', () => {
    expect(
      readXml(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>J\xfcrgen</a>', 'latin1')).text,
    ).toBe('Jürgen');
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
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an encoding it does not know', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(BrokenXml);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => readXml(Buffer.from('<a>J\xfcrgen</a>', 'latin1'))).toThrow('UTF-8');
  });
});
