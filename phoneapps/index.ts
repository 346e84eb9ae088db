import type { Brand } from '../src/phones/brands/brand';
import { aastra } from './aastra';
import { ciscoEnterprise } from './cisco-enterprise';
import { ciscoMpp } from './cisco-mpp';
import { ciscoSpa } from './cisco-spa';
import { digium } from './digium';
import { fanvil } from './fanvil';
import { gigaset } from './gigaset';
import { gigasetP } from './gigaset-p';
import { grandstream } from './grandstream';
import { htek } from './htek';
import { linphone } from './linphone';
import { panasonic } from './panasonic';
import { polycom } from './polycom';
import { sangoma } from './sangoma';
import { sangomaA } from './sangoma-a';
import { snom } from './snom';
import { tiptel } from './tiptel';
import { unify } from './unify';
import { yealink } from './yealink';

/** All brands, in the order in which lists show them. */
export const BRANDS: readonly Brand[] = [
  sangoma,
  htek,
  yealink,
  tiptel,
  grandstream,
  ciscoSpa,
  ciscoMpp,
  ciscoEnterprise,
  polycom,
  snom,
  gigasetP,
  aastra,
  fanvil,
  sangomaA,
  panasonic,
  digium,
  gigaset,
  unify,
  linphone,
];
