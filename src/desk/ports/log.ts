/** Structured logging. `fields` has a stable `event`, such as `leader.lost`, to alert on. Never log a secret. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
