/** Something that an admin must mend, and how. */
export interface HealthProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** How it stands with Asterisk. */
export interface AsteriskState {
  readonly connected: boolean;
  readonly version: string | null;
  readonly problem: HealthProblem | null;
}
