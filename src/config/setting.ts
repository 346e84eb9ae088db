import type { z } from 'zod';

/** One setting of the service: how it is read, and what `docs/settings.md` says of it. */
export interface EnvironmentSetting<T> {
  /** The environment variable. `<name>_FILE` names a file that holds the value instead. */
  readonly name: `HOTDESK_${string}`;
  /** What it is for, in plain sentences. */
  readonly doc: string;
  /** What it is when it is not given, as `docs/settings.md` says it. */
  readonly defaultDoc: string;
  readonly example: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** From the text of the environment to the value. Its messages go on after "<name> must be …". */
  readonly schema: z.ZodType<T, string>;
}

/** A setting as it is declared; the type of its value comes from the schema. */
export function setting<T>(declared: EnvironmentSetting<T>): EnvironmentSetting<T> {
  return declared;
}
