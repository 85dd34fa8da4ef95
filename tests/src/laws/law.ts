import fc from "fast-check";

/**
 * Holds a law against random commands. A failure prints the seed, the path and the shortest commands that break it.
 *
 *   PLINTO_LAW_SEED=-509937115 npx vitest run --project tests tests/src/laws      repeats a failure
 *   PLINTO_LAW_FACTOR=20 npx vitest run --project tests tests/src/laws            tries twenty times as often
 */
export async function law<Commands>(property: fc.IAsyncProperty<Commands>, runs: number): Promise<void> {
  const seed = process.env["PLINTO_LAW_SEED"];
  const factor = Number(process.env["PLINTO_LAW_FACTOR"] ?? 1);
  await fc.assert(property, { numRuns: runs * factor, ...(seed === undefined ? {} : { seed: Number(seed) }) });
}
