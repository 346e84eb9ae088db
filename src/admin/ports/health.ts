/** A problem that an admin must fix, with its remedy. */
export interface HealthProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** State of the connection to Asterisk. */
export interface AsteriskState {
  readonly connected: boolean;
  readonly version: string | null;
  readonly problem: HealthProblem | null;
}
