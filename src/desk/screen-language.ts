/** The languages in which phones can show the login flow, by the first part of their language tags. */
export const SCREEN_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'ru', 'pl', 'zh'] as const;

export type ScreenLanguage = (typeof SCREEN_LANGUAGES)[number];
