/** A page that a real phone would not show, or a key press that it would not take. The message says why. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused';
}
