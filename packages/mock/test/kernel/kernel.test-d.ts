import { expectTypeOf, test } from "vitest";
import { defineTable } from "../../src/kernel/table.ts";
import type { RowOf, Scan, Table } from "../../src/kernel/table.ts";
import { ok, refuse } from "../../src/kernel/transaction.ts";
import type { Refusal } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { cause } from "./guild.ts";
import type { Guild, Hit, Person, Team } from "./guild.ts";

declare const world: World<Guild>;

test("the annotation of a table must name its indexes and unique sets", () => {
  const teams = { key: "id", indexes: { byName: (row: Team) => [row.name] } } as const;
  const named: Table<Team, "byName"> = defineTable<Team>()(teams);
  // @ts-expect-error an index that is not there
  const missing: Table<Team, "byName" | "byAge"> = defineTable<Team>()(teams);
  // @ts-expect-error a unique set that is not there
  const unique: Table<Team, "byName", "name"> = defineTable<Team>()(teams);
  expectTypeOf([named, missing, unique]).not.toBeNever();
});

test("the key and the references of a table are fields of its row", () => {
  // @ts-expect-error no such field
  defineTable<Team>()({ key: "uuid" });
  // @ts-expect-error no such field
  defineTable<Team>()({ key: "id", references: { owner: { table: "people", onDelete: "cascade" } } });
});

test("readers know the rows, the indexes and the unique sets of their tables", () => {
  expectTypeOf(world.read.people.get("x")).toEqualTypeOf<Person | undefined>();
  expectTypeOf(world.read.people.require("x")).toEqualTypeOf<Person>();
  expectTypeOf(world.read.people.scan("byTeam", ["x"])).toEqualTypeOf<Scan<Person>>();
  // @ts-expect-error no such index
  world.read.people.scan("byName", []);
  // @ts-expect-error no such unique set
  world.read.people.find("name", "x");
  // @ts-expect-error readers do not write
  world.read.people.delete("x");
});

test("a transaction that never refuses has its value at hand", async () => {
  const done = await world.transact(cause, () => ok(7));
  expectTypeOf(done.value).toEqualTypeOf<number>();
});

test("a transaction that may refuse says with what", async () => {
  const done = await world.transact(cause, (tx) => {
    if (tx.teams.size > 3) return refuse("limit_exceeded", { limit: 3 });
    if (tx.now < 0) return refuse("too_early");
    return ok(tx.teams.size);
  });
  // @ts-expect-error it may have refused
  void done.value;
  if (done.ok) expectTypeOf(done.value).toEqualTypeOf<number>();
  else expectTypeOf(done.refusal).toEqualTypeOf<Refusal<"limit_exceeded", { limit: number }> | Refusal<"too_early", Record<never, never>>>();
});

test("the row of a table can be named from the table", () => {
  expectTypeOf<RowOf<Guild["people"]>>().toEqualTypeOf<Person>();
  expectTypeOf<RowOf<Guild["hits"]>>().toEqualTypeOf<Hit>();
});
