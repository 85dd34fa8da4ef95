/**
 * The seed of everything random in this run: PLINTO_SEED to repeat one, a new one otherwise. A failure names it with the
 * path that leads to the counterexample.
 */
export const runSeed: number = Number(process.env["PLINTO_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
