import { profileOf } from '../device-profiles';
import { ALL_MODELS, brandsByName, macOf, titled } from './support';

test.each(titled(ALL_MODELS))('%s: the config file is the last one of the boot', (_, { brand, name }) => {
  const mac = macOf(brand);
  expect(brand.configFile(mac, name)).toBe(profileOf(brand).boot(name, mac).at(-1)?.file);
});

test.each(brandsByName)('%s declares whether its phones fetch the URL itself', (_, brand) => {
  expect(brand.fetchesUrlItself ?? false).toBe(profileOf(brand).fetchesUrlItself);
});
