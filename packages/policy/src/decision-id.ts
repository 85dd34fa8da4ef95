/** Ids of decisions: `dec_` and a ULID in lower case. */

const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** How many ids follow from one draw of randomness: five digits' worth. */
const perDraw = 32 ** 5;

/**
 * Makes ids. Randomness is drawn once for 33 million of them, since an id must not cost more than a decision: they tell
 * answers apart, they are no secret.
 */
export function decisionIds(random: (length: number) => Uint8Array): (now: number) => string {
  let count = perDraw;
  let drawn = "";
  let moment = Number.NaN;
  let prefix = "";
  return (now) => {
    if (count >= perDraw) {
      drawn = Array.from(random(11), (byte) => digits[byte & 31]).join("");
      count = 0;
    }
    // All but the last two digits stay for a while.
    if (now !== moment || (count & 1023) === 0) {
      moment = now;
      prefix = `dec_${encode(now, 10)}${drawn}${encode(count >> 10, 3)}`;
    }
    count += 1;
    return prefix + digits[((count - 1) >> 5) & 31]! + digits[(count - 1) & 31]!;
  };
}

/** So many digits of a number, the last ones. */
function encode(value: number, length: number): string {
  let left = Math.floor(Math.max(0, value));
  let text = "";
  while (text.length < length) {
    text = digits[left % 32]! + text;
    left = Math.floor(left / 32);
  }
  return text;
}
