import { sha256 } from "@noble/hashes/sha2.js";
import { toBase62 } from "./base62.ts";
import { compileSchema } from "./compiled-schema.ts";
import type { CompiledTable } from "./compiled-schema.ts";
import type { Counters } from "./counters.ts";
import { createIdSpeller } from "./ids.ts";
import { KernelWorld } from "./kernel-world.ts";
import type { WorldKind } from "./kernel-world.ts";
import { createMemoryLedger } from "./memory-ledger.ts";
import { prepareReaders } from "./readers.ts";
import { createDerive } from "./secret.ts";
import type { Schema } from "./table.ts";
import { emptyState } from "./table-state.ts";
import { throwUnhandled } from "./throw-unhandled.ts";
import { timersTableName } from "./timer.ts";
import { prepareTransactions } from "./transaction-scope.ts";
import type { World, WorldOptions } from "./world.ts";

/**
 * Makes a world, empty. On a ledger that has commits already, call `catchUp()` first.
 *
 * @throws MockError `schema_invalid`
 *
 * @example
 * const notes: Table<Note> = defineTable<Note>()({ key: "id" });
 * const world = createWorld({ schema: { notes }, seed: "acme", clock: createClock({ kind: "virtual" }), descriptionHash: "d1" });
 * const cause = { operationId: "createNote", requestId: "req_1", actor: null };
 * const { value } = await world.transact(cause, (tx) => ok(tx.notes.insert({ id: tx.id("note"), text: "hello" })));
 */
export function createWorld<const S extends Schema, Settings = undefined>(options: WorldOptions<S, Settings>): World<S, Settings> {
  const { seed, clock, ledger = createMemoryLedger() } = options;
  const schema = compileSchema(options.schema);
  const derive = createDerive(seed);
  const spellId = createIdSpeller(seedOf("ids", seed));
  const kind: WorldKind<S, Settings> = {
    seed,
    name: toBase62(derive("world")).slice(0, 22),
    descriptionHash: options.descriptionHash,
    settings: options.settings as Settings,
    report: options.report ?? throwUnhandled,
    schema,
    timersTable: schema.byName.get(timersTableName) as CompiledTable,
    derive,
    randomSeed: seedOf("random", seed),
    openReaders: prepareReaders<S>(schema),
    openTransaction: prepareTransactions<S>({ schema, spellId, derive }),
  };
  const state = emptyState(schema);
  const counters: Counters = { ids: 0, random: 0, clock: clock.save() };
  return new KernelWorld(kind, { clock, ledger, origin: clock.save(), start: { state, seq: 0, counters }, runners: {} });
}

function seedOf(purpose: string, seed: string): Uint8Array {
  return sha256(new TextEncoder().encode(`plinto mock ${purpose}\n${seed}`));
}
