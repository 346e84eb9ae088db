import { contentVersion } from '../../../../src/phones/provisioning/formats/content-version';
import fc from '../../../fast-check';

test('a version is ten digits that only another content changes', () => {
  expect(contentVersion('a config')).toBe('2.5532059492');
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(contentVersion(one)).toMatch(/^2\.\d{10}$/);
      expect(contentVersion(Buffer.from(one)) === contentVersion(one)).toBe(true);
      expect(contentVersion(one) === contentVersion(other)).toBe(one === other);
    }),
  );
});
