/**
 * What the kernel costs: `node --expose-gc bench/kernel.bench.ts` in packages/mock.
 * Each figure is the median of rounds that alternate between a small and a large world, so that a busy machine slows both alike.
 */
import { createClock } from "../src/kernel/clock.ts";
import type { Cause } from "../src/kernel/commit.ts";
import { createWorld } from "../src/kernel/create-world.ts";
import { formatTimestamp } from "../src/kernel/timestamp.ts";
import { defineTable } from "../src/kernel/table.ts";
import type { Table } from "../src/kernel/table.ts";
import { ok } from "../src/kernel/transaction.ts";
import type { World } from "../src/kernel/world.ts";

interface Row {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
  readonly metadata: { readonly [name: string]: string };
}
type RowTable = Table<Row, "byTenant" | "byName">;
type BenchSchema = { readonly first: RowTable; readonly second: RowTable; readonly third: RowTable };
type BenchWorld = World<BenchSchema>;

const names = ["first", "second", "third"] as const;

const small = 1_000;
const large = 100_000;
const cause: Cause = { operationId: "bench", requestId: "req_bench", actor: null };

function rowTable(): RowTable {
  return defineTable<Row>()({
    key: "id",
    indexes: { byTenant: (row) => [row.tenant, row.createdAt], byName: (row) => [row.tenant, row.name] },
  });
}

function rowOf(id: string, number: number, now: number): Row {
  return {
    id,
    tenant: `org_${number % 10}`,
    name: `name ${(number * 7919) % 100_003}`,
    status: number % 3 === 0 ? "active" : "suspended",
    createdAt: formatTimestamp(now + number),
    updatedAt: formatTimestamp(now),
    version: 1,
    metadata: { department: "engineering" },
  };
}

/** A world like a whole backend's: three tables of `rows` rows among sixty tables. */
async function worldOf(rows: number): Promise<BenchWorld> {
  const others = Object.fromEntries(Array.from({ length: 57 }, (_, at) => [`other${at}`, rowTable()]));
  const schema: BenchSchema = { ...others, first: rowTable(), second: rowTable(), third: rowTable() };
  const world: BenchWorld = createWorld({ schema, seed: "bench", clock: createClock({ kind: "virtual" }), descriptionHash: "bench" });
  for (let from = 0; from < rows; from += 1_000) {
    await world.transact(cause, (tx) => {
      for (let number = from; number < from + 1_000; number++) {
        for (const name of names) tx[name].insert(rowOf(tx.id("row"), number, tx.now));
      }
      return ok();
    });
  }
  world.markSeeded();
  return world;
}

const smallWorld = await worldOf(small);
const largeWorld = await worldOf(large);

interface Figure {
  readonly name: string;
  /** Runs once and returns the microseconds that count. */
  readonly run: (world: BenchWorld) => Promise<number>;
  readonly rounds?: number;
}

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return (performance.now() - start) * 1_000;
}

async function timedAsync(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) * 1_000;
}

let touched = 0;
const write = (world: BenchWorld): Promise<unknown> =>
  world.transact(cause, (tx) => {
    const number = ++touched;
    for (const name of names) tx[name].insert(rowOf(tx.id("row"), number, tx.now));
    return ok();
  });
const idsOf = new Map([smallWorld, largeWorld].map((world) => [world, names.map((name) => [...world.read[name].all()].map((row) => row.id))]));
const update = (world: BenchWorld): Promise<unknown> =>
  world.transact(cause, (tx) => {
    const number = ++touched;
    names.forEach((name, at) => {
      const ids = idsOf.get(world)?.[at] as string[];
      tx[name].update(ids[(number * 7919) % ids.length], { name: `name ${number}`, version: number });
    });
    return ok();
  });

const figures: readonly Figure[] = [
  { name: "snapshot", run: async (world) => timed(() => world.snapshot()) },
  { name: "fork", run: async (world) => timed(() => world.fork()) },
  {
    name: "first write after a snapshot (1 row)",
    run: async (world) => {
      world.snapshot();
      return timedAsync(() => world.transact(cause, (tx) => ok(tx.first.insert(rowOf(tx.id("row"), ++touched, tx.now)))));
    },
  },
  {
    name: "first write in a fork (1 row)",
    run: async (world) => {
      const fork = world.fork();
      return timedAsync(() => fork.transact(cause, (tx) => ok(tx.first.insert(rowOf(tx.id("row"), ++touched, tx.now)))));
    },
  },
  { name: "transaction, 3 inserts over 3 tables", run: (world) => timedAsync(() => write(world)) },
  { name: "transaction, 3 updates over 3 tables, 1 index each moved", run: (world) => timedAsync(() => update(world)) },
  {
    name: "transaction that reads one row and writes nothing",
    run: (world) => timedAsync(() => world.transact(cause, (tx) => ok(tx.first.get(idsOf.get(world)?.[0]?.[5] as string)))),
  },
  { name: "get", run: async (world) => timed(() => world.read.first.get(idsOf.get(world)?.[0]?.[++touched % small] as string)) },
  { name: "scan of a page of 1,000", run: async (world) => timed(() => world.read.first.scan("byTenant", [], { limit: 1_000 }).toArray()), rounds: 200 },
  {
    name: "scan of a page of 20 of one tenant, reversed",
    run: async (world) => timed(() => world.read.first.scan("byTenant", ["org_3"], { limit: 20, reverse: true }).toArray()),
  },
];

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] as number;
}

console.log(`median µs${" ".repeat(52)}${small} rows  ${large} rows   ratio`);
for (const { name, run, rounds = 2_000 } of figures) {
  const times: Record<"small" | "large", number[]> = { small: [], large: [] };
  for (let round = 0; round < rounds * 1.2; round++) {
    const [inSmall, inLarge] = [await run(smallWorld), await run(largeWorld)];
    if (round < rounds * 0.2) continue;
    times.small.push(inSmall);
    times.large.push(inLarge);
  }
  const [inSmall, inLarge] = [median(times.small), median(times.large)];
  console.log(`${name.padEnd(60)} ${inSmall.toFixed(2).padStart(9)}  ${inLarge.toFixed(2).padStart(11)}  ${(inLarge / inSmall).toFixed(2).padStart(6)}`);
}

if (globalThis.gc) {
  const forks: unknown[] = Array.from({ length: 10_000 });
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < forks.length; at++) forks[at] = largeWorld.fork();
  globalThis.gc();
  console.log(`bytes that a fork adds: ${Math.round((process.memoryUsage().heapUsed - before) / forks.length)}`);
}
