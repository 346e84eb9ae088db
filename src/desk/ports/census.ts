/** What is counted in FreePBX: its tables `users`, `devices` and `sip`, and the mailboxes of voicemail.conf. */
export const CENSUS_PARTS = ['users', 'devices', 'sip', 'mailboxes'] as const;

export type CensusPart = (typeof CENSUS_PARTS)[number];

/**
 * The names of the rows of each part: numbers of extensions (`users`), ids of devices (`devices`), ids with a SIP secret
 * (`sip`), and numbers of extensions whose mailbox is in voicemail.conf (`mailboxes`).
 */
export type CountedRows = Readonly<Record<CensusPart, ReadonlySet<string>>>;

/** The rows of the PBX at one moment. */
export interface Census extends Omit<CountedRows, 'mailboxes'> {
  /** Null while voicemail.conf cannot be read. */
  readonly mailboxes: ReadonlySet<string> | null;
  /** The extensions that FreePBX says have a mailbox. One that was switched off is not lost. */
  readonly mailboxUsers: ReadonlySet<string>;
}

/** The rows of the last whole census, as they are stored. */
export interface StoredCensus {
  readonly rows: CountedRows;
  /** Since when rows are missing, in epoch milliseconds; null while the PBX is complete. */
  readonly incompleteSince: number | null;
}
