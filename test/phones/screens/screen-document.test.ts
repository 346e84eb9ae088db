import { xmlBytes, xmlDocument } from '../../../src/phones/provisioning/formats/xml';
import { screenDocument } from '../../../src/phones/screens/dialects/screen-document';
import type { Screen } from '../../../src/phones/screens/screen';

const SCREEN: Screen = { kind: 'message', title: 'Logout', text: 'Done', next: null };

describe('the document of a screen', () => {
  const document = xmlDocument();
  document.ele('Text').txt('Done');
  const bytes = xmlBytes(document);

  test('may be as long as such a phone reads', () => {
    const profile = { maxBytes: bytes.length, contentType: 'text/xml' };
    expect(screenDocument(SCREEN, document, profile)).toEqual({ bytes, contentType: 'text/xml' });
  });

  test('is refused when it is one byte longer', () => {
    const profile = { maxBytes: bytes.length - 1, contentType: 'text/xml' };
    expect(() => screenDocument(SCREEN, document, profile)).toThrow(
      `a message has ${bytes.length} bytes, but this phone reads only ${bytes.length - 1}`,
    );
  });
});
