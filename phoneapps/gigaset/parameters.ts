import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import { toParameters } from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { baseStationParameters } from './base-station';
import { maxwellParameters } from './maxwell';
import { kindsOf } from './models';

/** The `productID` in files for base stations. */
const BASE_PRODUCT = 'e2';

/** The whole config of a Maxwell or of a base station's first handset. */
export function gigasetParameters(config: PhoneConfig, model: Model): Parameters {
  const { maxwell, base } = kindsOf(model);
  return toParameters(
    base && !maxwell ? { productID: BASE_PRODUCT } : [],
    maxwell ? maxwellParameters(config) : [],
    base ? baseStationParameters(config) : [],
  );
}
