/**
 * Time that only goes on: what the clock gains counts, what it loses does not. A clock that is set back must not make
 * anything younger that was seen to age.
 *
 * @param now the clock, in milliseconds
 * @returns milliseconds since some moment; asked often, it misses little of the time before a clock is set back
 */
export function steadyTime(now: () => number): () => number {
  let seen = now();
  let passed = 0;
  return () => {
    const moment = now();
    if (moment > seen) passed += moment - seen;
    seen = moment;
    return passed;
  };
}
