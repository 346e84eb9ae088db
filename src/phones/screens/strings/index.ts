import { SCREEN_LANGUAGES, type ScreenLanguage } from '../../../desk/screen-language';
import { DE } from './de';
import { EN, type Strings } from './en';
import { ES } from './es';
import { FR } from './fr';
import { IT } from './it';
import { NL } from './nl';
import { PL } from './pl';
import { PT } from './pt';
import { RU } from './ru';
import { ZH } from './zh';

export type { Strings } from './en';
export { refusalString } from './refusal-string';

/** The strings of the screens, by language. */
export const STRINGS: Readonly<Record<ScreenLanguage, Strings>> = {
  en: EN,
  de: DE,
  fr: FR,
  es: ES,
  it: IT,
  nl: NL,
  pt: PT,
  ru: RU,
  pl: PL,
  zh: ZH,
};

/** The language of a tag such as `de`, `pt-BR` or `zh_CN`; null for an unsupported one. */
export function languageOfTag(tag: string): ScreenLanguage | null {
  const code = tag.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return SCREEN_LANGUAGES.find((language) => language === code) ?? null;
}

/** The supported language with the highest weight in an Accept-Language header; null when there is none. */
export function languageOfHeader(header: string): ScreenLanguage | null {
  const candidates = header.split(',').flatMap((part) => {
    const [tag = '', ...options] = part.split(';');
    const weight = options
      .map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1])
      .find((value) => value !== undefined);
    const language = languageOfTag(tag);
    return language ? [{ language, weight: Number(weight ?? 1) }] : [];
  });
  return candidates.sort((one, other) => other.weight - one.weight)[0]?.language ?? null;
}
