import { readXml } from '../../../../src/lib/xml-reader';
import {
  addElement,
  addText,
  attributeValue,
  xmlBytes,
  xmlDocument,
} from '../../../../src/phones/provisioning/formats/xml';
import fc from '../../../fast-check';

/** Texts with much of what XML has a meaning for, and no character that it cannot hold. */
const value = fc
  .array(fc.constantFrom('&', '&amp;', '&lt;', '&#65;', '<', '>', '"', "'", ']]>', ' ', 'a', 'ü', '张', '😀'))
  .map((parts) => parts.join(''));

describe('a value in a document', () => {
  test('is read as it was given, in an element and in an attribute', () => {
    fc.assert(
      fc.property(value, value, (text, attribute) => {
        const document = xmlDocument();
        const root = addElement(document, 'a', { b: attribute });
        root.att('c', attributeValue(attribute));
        addText(root, text);
        const element = readXml(xmlBytes(document));
        expect(element.text).toBe(text);
        expect([element.attributes.get('b'), element.attributes.get('c')]).toEqual([attribute, attribute]);
      }),
    );
  });

  test('has no line break where it is a parameter in an attribute', () => {
    expect(attributeValue('a\r\n\tb\u2028c & d')).toBe('a b c &amp; d');
  });
});
