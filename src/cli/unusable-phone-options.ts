/** The options of `hotdesk phone` are invalid. */
export class UnusablePhoneOptions extends Error {
  override readonly name = 'UnusablePhoneOptions';
}
