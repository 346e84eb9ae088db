import type { Brand } from '../src/phones/brand';
import { aastra } from './aastra';
import { ciscoMpp } from './cisco-mpp';
import { ciscoSpa } from './cisco-spa';
import { fanvil } from './fanvil';
import { gigasetP } from './gigaset-p';
import { grandstream } from './grandstream';
import { htek } from './htek';
import { linphone } from './linphone';
import { polycom } from './polycom';
import { sangoma } from './sangoma';
import { snom } from './snom';
import { yealink } from './yealink';

/** All brands, in the order in which lists show them. */
export const BRANDS: readonly Brand[] = [
  sangoma,
  htek,
  yealink,
  grandstream,
  ciscoSpa,
  ciscoMpp,
  polycom,
  snom,
  gigasetP,
  aastra,
  fanvil,
  linphone,
];
