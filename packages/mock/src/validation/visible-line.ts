/**
 * The pattern of names in the description: one line, no control characters, and something in it that can be seen. What
 * may stand first and what must follow exclude each other, so that it is decided in linear time.
 */
export const visibleLine: string = String.raw`^[\p{Zs}\p{Cf}]*[^\p{Z}\p{Cc}\p{Cf}][^\p{Cc}\p{Zl}\p{Zp}]*$`;

/** What {@link visibleLine} asks for, for people. */
export const visibleLineInWords = "one line with something in it that can be seen";
