// How much is measured. More rounds make figures steadier, not more accurate.

/** Phones that boot, and phones that Asterisk provisions. */
export const PHONES = 1_000;
export const PHONES_LOGGING_IN = 200;
/** Logins one by one. */
export const LOGINS_ALONE = 50;
export const SIMULATED_ONE_BY_ONE = 15;
export const SIMULATED_AT_ONCE = 50;
export const EXTENSIONS = PHONES_LOGGING_IN + SIMULATED_ONE_BY_ONE + SIMULATED_AT_ONCE;

export const ROUNDS = 3;
export const SECONDS_A_ROUND = 5;
/** How many requests wait for an answer at a time. */
export const IN_FLIGHT = 16;
/** The minimum of fetches before memory is measured. */
export const FETCHES = 10_000;
