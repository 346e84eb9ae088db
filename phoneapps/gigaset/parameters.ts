import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { writeBaseStation } from './base-station';
import { writeMaxwell } from './maxwell';
import { kindsOf } from './models';

/** What a file for base stations says that it is for. */
const BASE_PRODUCT = 'e2';

/** The whole config of a Maxwell or of a base station's first handset. */
export function gigasetParameters(config: PhoneConfig, model: Model): Parameters {
  const { maxwell, base } = kindsOf(model);
  const parameters = new Map<string, string>();
  if (base && !maxwell) parameters.set('productID', BASE_PRODUCT);
  if (maxwell) writeMaxwell(parameters, config);
  if (base) writeBaseStation(parameters, config);
  return parameters;
}
