/** Whether a text is a valid extension: digits only, so that nothing else ever reaches Asterisk. */
export function isExtensionNumber(text: string): boolean {
  return /^[0-9]{1,20}$/.test(text);
}

/** Whether a text is a possible password: 1 to 64 printable characters. */
export function isPassword(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,64}$/u.test(text);
}
