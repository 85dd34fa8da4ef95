import { start } from "./children.ts";
import { inTurn, quantile, spread } from "./round.ts";

/** Which request is made, and how often at once. */
export interface Load {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status that counts as an answer. */
  readonly status: number;
  readonly connections: number;
  readonly milliseconds: number;
}

/** The requests per second of some rounds, and how far they lie apart. */
export interface Rate {
  readonly perSecond: number;
  /** As `spread` of round.ts. */
  readonly spread: number;
}

/** Puts loads on their targets in turns, so that a neighbour's noise strikes all alike. The first round warms up. */
export async function compareRates<const Names extends string>(
  targets: Readonly<Record<Names, Omit<Load, "connections" | "milliseconds">>>,
  { rounds, connections, milliseconds }: { readonly rounds: number; readonly connections: number; readonly milliseconds: number },
): Promise<Readonly<Record<Names, Rate>>> {
  const names = Object.keys(targets) as Names[];
  const rates = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of inTurn(names, round)) {
      const load: Load = { ...targets[name], connections, milliseconds };
      const { perSecond, failed } = (await start<{ perSecond: number; failed: number }>("load.ts", [JSON.stringify(load)])).message;
      if (failed > 0) throw new Error(`${failed} requests of ${name} were not answered with ${load.status}`);
      if (round > 0) rates.get(name)!.push(perSecond);
    }
  }
  return Object.fromEntries(names.map((name) => [name, { perSecond: quantile(rates.get(name)!, 0.5), spread: spread(rates.get(name)!) }])) as Readonly<
    Record<Names, Rate>
  >;
}
