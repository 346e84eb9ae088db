import type { DisplayedForm } from './displayed-screen';

/** The URL of a submitted form: appends the values to the action, in field order. */
export function formUrl(form: DisplayedForm): string {
  const values = form.fields.map(({ name, value }) => `${encode(name)}=${encode(value)}`).join('&');
  return `${form.action}${separator(form.action)}${values}`;
}

function separator(url: string): string {
  if (!url.includes('?')) return '?';
  return /[?&]$/.test(url) ? '' : '&';
}

/** Percent-encodes, as phones do, everything but letters, digits and `- _ . ~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
