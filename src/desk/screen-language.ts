/** The languages of the screens, by the primary subtag of the language tag. */
export const SCREEN_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'ru', 'pl', 'zh'] as const;

export type ScreenLanguage = (typeof SCREEN_LANGUAGES)[number];
