import { z } from 'zod';

/** The version of this format. A version that is newer than that of the reader is refused. */
export const FORMAT = 1;

/**
 * A backup is a gzip file of JSON lines: a head, the files, the rows of each table, and an end with the SHA-256 of all lines
 * before it.
 */
export const headLine = z.object({
  hotdeskBackup: z.number(),
  /** The version of Hotdesk that made it. */
  version: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  /** What had been done to the tables. */
  migrations: z.array(z.string()),
  /** Where the secret comes from. That of HOTDESK_SECRET is not in the backup. */
  secret: z.enum(['file', 'setting']),
});

/** `secret.key`, `hotdesk.env`, or a file of an admin for brands, by its path below the data folder. */
export const fileLine = z.object({
  file: z.string().regex(/^(secret\.key|hotdesk\.env|overrides\.json|brands\/[a-z0-9-]{1,32}\/brand\.json)$/),
  text: z.string(),
});

export const rowsLine = z.object({
  table: z.string(),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});

export const endLine = z.object({ sha256: z.string() });

export type Head = z.infer<typeof headLine>;
export type SavedFile = z.infer<typeof fileLine>;
export type Content = SavedFile | z.infer<typeof rowsLine>;

export const contentLine: z.ZodType<Content> = z.union([fileLine, rowsLine]);
