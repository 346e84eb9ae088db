import { profileOf } from '../device-profiles';
import { ALL_MODELS, brandsByName, macOf, titled } from './support';

test.each(titled(ALL_MODELS))(
  '%s: its config file is the last one that it asks for',
  (_, { brand, name }) => {
    const mac = macOf(brand);
    expect(brand.configFile(mac, name)).toBe(profileOf(brand).boot(name, mac).at(-1)?.file);
  },
);

test.each(brandsByName)('%s says in its data whether its phones fetch the URL itself', (_, brand) => {
  expect(brand.fetchesUrlItself ?? false).toBe(profileOf(brand).fetchesUrlItself);
});
