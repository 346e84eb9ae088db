import type { Brand } from '../src/phones/brand';
import { linphone } from './linphone';
import { sangoma } from './sangoma';
import { yealink } from './yealink';

/** All brands, in the order in which lists show them. */
export const BRANDS: readonly Brand[] = [sangoma, yealink, linphone];
