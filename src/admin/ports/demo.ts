/** What the console shows in the demo. It is readable without a key. */
export interface DemoFacts {
  /** `pin` null: no mailbox, so the User Password counts. */
  readonly extensions: readonly {
    readonly number: string;
    readonly name: string;
    readonly pin: string | null;
  }[];
  readonly userPassword: string;
  readonly adminPassword: string;
  readonly phones: readonly {
    readonly name: string;
    readonly brand: string;
    readonly model: string;
    readonly mac: string;
  }[];
  /** Where phones fetch their files, with a slash at the end. */
  readonly provisioningUrl: string;
  /** URL of the admin API, without a slash at the end. */
  readonly adminUrl: string;
}
