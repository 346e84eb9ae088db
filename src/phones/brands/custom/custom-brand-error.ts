/** An admin's own file cannot be used. The message is one sentence that names the file. */
export class CustomBrandError extends Error {
  override readonly name = 'OwnBrandError';

  constructor(file: string, what: string) {
    super(`${file} cannot be used: ${what}.`);
  }
}
