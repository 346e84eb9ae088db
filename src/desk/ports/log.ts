/** Structured logging. `fields` has a stable `event`, such as `leader.lost`, to alert on. Never log a secret. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/**
 * `event` has the form `<subject>.<what-happened>`, in lower case with hyphens. `error` is the text of a thrown error
 * (`errorText`), `reason` what a decision or refusal of ours rests on.
 */
export interface LogFields {
  readonly event: string;
  readonly [name: string]: unknown;
}
