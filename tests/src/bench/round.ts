/** Interleaved rounds of several contenders, so that a neighbour's noise strikes all of them alike. */
export interface Contender {
  readonly name: string;
  /** Performs so many calls, one after another or as it wants, and resolves when all are done. */
  run(calls: number): Promise<void>;
}

/** Microseconds per call of each contender: the median of its rounds, and how far the rounds lie apart. */
export interface Measured {
  readonly name: string;
  readonly medianMicroseconds: number;
  /** As {@link spread}. */
  readonly spread: number;
}

/** Measures contenders in turns, each round begun by another one. The first round warms up and does not count. */
export async function measure(contenders: readonly Contender[], calls: number, rounds: number): Promise<Measured[]> {
  const times = new Map(contenders.map((contender) => [contender.name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of inTurn(contenders, round)) {
      const start = performance.now();
      await contender.run(calls);
      if (round > 0) times.get(contender.name)!.push(((performance.now() - start) * 1000) / calls);
    }
  }
  return contenders.map(({ name }) => ({ name, medianMicroseconds: quantile(times.get(name)!, 0.5), spread: spread(times.get(name)!) }));
}

/** The value that this share of the others stays below: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

/** How far values lie apart: (third quartile − first quartile) / median. */
export function spread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / quantile(values, 0.5);
}

/** The same in the same order, but begun at another place: being first in a round is no advantage of one. */
export function inTurn<One>(all: readonly One[], round: number): One[] {
  const from = round % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}

/** One row of the table: what was measured against what, and what the design asks for. */
export interface Row {
  readonly path: string;
  readonly value: string;
  readonly must: string;
  readonly held: boolean;
  /** How far the rounds of what it was compared with lie apart. */
  readonly noise?: string;
}

export const ratio = (value: number): string => `${value.toFixed(2)} ×`;
export const micro = (value: number): string => `${value.toFixed(0)} µs`;
export const perSecond = (value: number): string => `${value.toFixed(0)}/s`;

/** Says how noisy the machine was for what a figure was compared with. */
export const noiseOf = (baseline: string, spread: number): string => `${baseline} ± ${(spread * 100).toFixed(0)} %`;

export function printRows(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  const width = Math.max(...rows.map((row) => row.path.length));
  for (const row of rows)
    console.log(`  ${row.held ? "✓" : "✗"} ${row.path.padEnd(width)}  ${row.value}  (must: ${row.must}${row.noise === undefined ? "" : `; ${row.noise}`})`);
}
