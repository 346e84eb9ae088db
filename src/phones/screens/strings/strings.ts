import type { EN } from './en';

/** What screens say in one language: the same entries in each, checked by the compiler. */
export type Strings = Readonly<Record<keyof typeof EN, string>>;
