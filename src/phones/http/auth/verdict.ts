/** What a request says of the login: nothing, the right thing, the wrong one, or the right one with an old nonce. */
export type Verdict = 'nothing' | 'right' | 'wrong' | 'stale';

/** No honest header is longer. */
export const MOST_CHARACTERS = 2_000;
