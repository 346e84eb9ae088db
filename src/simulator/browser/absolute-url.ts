import { PageRefused } from './page-root';

/**
 * Returns the absolute http(s) URL of a page element.
 * @throws PageRefused when it is missing or not absolute: a phone has no base URL to resolve it.
 */
export function urlOf(text: string | null, where: string): string {
  if (text === null || text === '') throw new PageRefused(`a ${where} without a URL`);
  if (!/^https?:\/\/[^\s/?#]/i.test(text) || !isUrl(text)) {
    throw new PageRefused(`the URL of a ${where} is not absolute: ${text}`);
  }
  return text;
}

function isUrl(text: string): boolean {
  try {
    return new URL(text).host !== '';
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
