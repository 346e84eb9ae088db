/** The options of `hotdesk phone` name something that does not exist. */
export class UnusablePhoneOptions extends Error {
  override readonly name = 'UnusablePhoneOptions';
}
