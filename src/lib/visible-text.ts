/** A character that is visible: no control character, bidi override, zero-width character, line separator or lone surrogate. */
export const VISIBLE = String.raw`[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]`;
/** One line of visible characters, or nothing. */
export const VISIBLE_LINE = new RegExp(`^${VISIBLE}*$`, 'u');
export const INVISIBLE_FOUND = 'must not hold control or invisible characters';
