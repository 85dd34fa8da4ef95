import { expect, test } from "vitest";
import { createWorld } from "../../src/kernel/create-world.ts";
import { createClock } from "../../src/kernel/clock.ts";
import { defineTable } from "../../src/kernel/table.ts";
import type { AnyTable } from "../../src/kernel/table.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { Transaction } from "../../src/kernel/transaction.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild, Person } from "./guild.ts";

const team = { id: "team_a", name: "A", createdAt: 0 };

function person(id: string, more: Partial<Person> = {}): Person {
  return { id, teamId: "team_a", managerId: null, email: null, name: id, age: 30, ...more };
}

/** What a transaction function comes to, in a guild that has team_a. */
async function inGuild<Value>(work: (tx: Transaction<Guild>) => Value): Promise<Value> {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert(team)));
  const done = await world.transact(cause, (tx) => ok(work(tx)));
  return done.value;
}

test("a row is found by id, in bulk and by its unique value", async () => {
  const found = await inGuild(({ people }) => {
    const ada = people.insert(person("ada", { email: "ada@guild.test" }));
    const bob = people.insert(person("bob"));
    expect(people.getMany(["bob", "nobody", "ada"])).toEqual([bob, undefined, ada]);
    return [people.get("ada"), people.require("bob"), people.find("email", "ada@guild.test"), people.find("email", "bob@guild.test"), people.size];
  });
  expect(found).toMatchObject([{ id: "ada" }, { id: "bob" }, { id: "ada" }, undefined, 2]);
});

test("a scan yields the rows of a prefix in the order of the index, ties by id", async () => {
  const ids = await inGuild(({ people, teams }) => {
    teams.insert({ ...team, id: "team_b" });
    for (const [id, name] of [
      ["d", "Kim"],
      ["c", "Kim"],
      ["b", "Ann"],
      ["a", "Zoe"],
    ] as const)
      people.insert(person(id, { name }));
    people.insert(person("x", { teamId: "team_b", name: "Lee" }));
    return [...people.scan("byTeam", ["team_a"])].map(({ id }) => id);
  });
  expect(ids).toEqual(["b", "c", "d", "a"]);
});

test("bounds continue the prefix, and a whole position makes a cursor", async () => {
  await inGuild(({ people }) => {
    for (const [id, age] of [
      ["a", 10],
      ["b", 20],
      ["c", 20],
      ["d", 30],
      ["e", 40],
    ] as const)
      people.insert(person(id, { age }));
    const ids = (options: Parameters<typeof people.scan>[2]): string =>
      people
        .scan("byAge", [], options)
        .toArray()
        .map(({ id }) => id)
        .join("");
    expect([ids({ after: [20] }), ids({ from: [20] }), ids({ before: [20] }), ids({ to: [20] }), ids({ from: [20], before: [40] })]).toEqual([
      "de",
      "bcde",
      "a",
      "abc",
      "bcd",
    ]);
    const cursor = people.position("byAge", people.require("b"));
    expect([ids({ after: cursor }), ids({ before: cursor }), ids({ after: cursor, limit: 2 }), ids({ before: cursor, reverse: true })]).toEqual([
      "cde",
      "a",
      "cd",
      "a",
    ]);
    expect([ids({ reverse: true, limit: 2 }), ids({ after: [40] }), ids({ from: [30], to: [20] }), ids({ limit: 0 })]).toEqual(["ed", "", "", ""]);
    expect([
      people.count("byAge", []),
      people.count("byAge", [20]),
      people.count("byAge", [], { after: [20] }),
      people.count("byAge", [], { limit: 3 }),
    ]).toEqual([5, 2, 2, 3]);
  });
});

test("a row whose index function gives undefined is left out of that index only", async () => {
  await inGuild(({ people }) => {
    people.insert(person("a", { age: -1 }));
    expect([people.count("byAge", []), people.count("byTeam", ["team_a"])]).toEqual([0, 1]);
    expect(() => people.position("byAge", people.require("a"))).toThrow(expect.objectContaining({ code: "row_not_indexed" }));
    people.update("a", { age: 1 });
    expect(people.scan("byAge", []).first()?.id).toBe("a");
  });
});

test("an iteration shows the table as it was when it began, so rows can be written meanwhile", async () => {
  await inGuild(({ people }) => {
    for (let age = 0; age < 100; age++) people.insert(person(`p${age}`, { age }));
    let seen = 0;
    for (const row of people.scan("byAge", [])) {
      seen++;
      people.update(row.id, { age: row.age + 1_000 });
      if (row.age % 2 === 0) people.delete(row.id);
    }
    for (const row of people.all()) people.update(row.id, { name: "seen" });
    expect([seen, people.size, people.scan("byAge", []).first()?.age]).toEqual([100, 50, 1_001]);
  });
});

test("an iteration still shows the rows that are deleted, and not those that are added, while it goes on", async () => {
  await inGuild(({ people }) => {
    for (let number = 10; number < 90; number++) people.insert(person(`p${number}`, { age: number }));
    const [byAge, byId]: [string[], string[]] = [[], []];
    for (const row of people.scan("byAge", [])) {
      if (byAge.length === 0) for (let number = 50; number < 90; number++) people.delete(`p${number}`);
      byAge.push(row.id);
    }
    for (const row of people.all()) {
      if (byId.length === 0) for (let number = 20; number < 50; number++) people.delete(`p${number}`);
      people.insert(person(`q${byId.length}`));
      byId.push(row.id);
    }
    expect([byAge.length, byAge.at(-1), byId.length, byId.at(-1), people.size]).toEqual([80, "p89", 40, "p49", 50]);
  });
});

test("a scan reads anew each time it is iterated", async () => {
  await inGuild(({ people }) => {
    const scan = people.scan("byAge", []);
    expect(scan.first()).toBeUndefined();
    people.insert(person("a"));
    expect([...scan].length).toBe(1);
  });
});

test("a row is frozen deeply, so nobody who holds it can change the table", async () => {
  await inGuild(({ teams }) => {
    const given = { ...team, id: "team_b", tags: ["x"] };
    const stored = teams.insert(given);
    expect(() => ((given as { name: string }).name = "changed")).toThrow(TypeError);
    expect(() => given.tags.push("y")).toThrow(TypeError);
    expect(teams.get("team_b")).toBe(stored);
  });
});

test("an update takes a patch or a function, and undefined removes a field", async () => {
  await inGuild(({ teams }) => {
    expect(teams.update("team_a", { name: "B" })).toEqual({ ...team, name: "B" });
    expect(teams.update("team_a", (row) => ({ ...row, name: `${row.name}!` })).name).toBe("B!");
    expect(Object.keys(teams.update("team_a", { createdAt: undefined }))).toEqual(["id", "name"]);
  });
});

test("an update that changes nothing leaves no trace", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert(team)));
  const done = await world.transact(cause, (tx) => ok(tx.teams.update("team_a", { name: "A" })));
  expect(done).toMatchObject({ appended: false, seq: 1, changes: [] });
});

test("deleting what is not there is false", async () => {
  expect(await inGuild(({ teams }) => [teams.delete("team_a"), teams.delete("team_a")])).toEqual([true, false]);
});

const bugs: readonly (readonly [string, string, RegExp, (tx: Transaction<Guild>) => unknown])[] = [
  ["requiring a row that is not there", "row_missing", /In people, a row was required/, (tx) => tx.people.require("nobody")],
  ["updating a row that is not there", "row_missing", /In people/, (tx) => tx.people.update("nobody", { age: 1 })],
  ["inserting a row twice", "row_exists", /is there already/, (tx) => tx.teams.insert(team)],
  ["inserting a row without an id", "key_invalid", /no text in "id"/, (tx) => tx.teams.insert({ name: "x" } as never)],
  ["changing the key", "key_changed", /Delete the row and insert another/, (tx) => tx.teams.update("team_a", { id: "team_b" })],
  [
    "a value that is no JSON",
    "not_json",
    /A row of teams holds an object of class Date/,
    (tx) => tx.teams.update("team_a", { createdAt: new Date(0) as never }),
  ],
  [
    "pointing at a row that is not there",
    "reference_missing",
    /teamId of a row points at a row of teams/,
    (tx) => tx.people.insert(person("a", { teamId: "team_x" })),
  ],
  [
    "moving a pointer to a row that is not there",
    "reference_missing",
    /managerId/,
    (tx) => tx.people.update(tx.people.insert(person("a")).id, { managerId: "nobody" }),
  ],
  ["an index that does not exist", "index_unknown", /Declare it in defineTable, or use one of: byTeam, byAge/, (tx) => tx.people.scan("byName" as never, [])],
  ["a unique set that does not exist", "index_unknown", /use one of: email/, (tx) => tx.people.find("name" as never, "x")],
];

test.each(bugs)("%s is the bug %s, and the error says what to do", async (_what, code, message, work) => {
  await expect(inGuild(work)).rejects.toMatchObject({ name: "MockError", code, message: expect.stringMatching(message) });
});

test("two rows with one unique value are a bug, and the error does not tell the value", async () => {
  const insertTwice = inGuild(({ people }) => {
    people.insert(person("person_01q3be68010000000000000000", { email: "ada@guild.test" }));
    people.insert(person("b", { email: "ada@guild.test" }));
  });
  await expect(insertTwice).rejects.toMatchObject({
    code: "unique_violation",
    message: 'In people, a row would have the same email as row person_01q3be68010000000000000000. Look with find("email", …) and refuse before writing.',
  });
});

test("a write that is a bug has written nothing, even when the transaction catches it", async () => {
  await inGuild((tx) => {
    tx.people.insert(person("a", { email: "taken" }));
    tx.people.insert(person("b"));
    expect(() => tx.people.update("b", { email: "taken", age: 99 })).toThrow(expect.objectContaining({ code: "unique_violation" }));
    expect([tx.people.get("b")?.age, tx.people.scan("byAge", [99]).toArray(), tx.people.find("email", "taken")?.id]).toEqual([30, [], "a"]);
  });
});

test("two rows can swap a unique value in one transaction through a third", async () => {
  await inGuild(({ people }) => {
    people.insert(person("a", { email: "one" }));
    people.insert(person("b", { email: "two" }));
    people.update("a", { email: null });
    people.update("b", { email: "one" });
    people.update("a", { email: "two" });
    expect([people.find("email", "one")?.id, people.find("email", "two")?.id]).toEqual(["b", "a"]);
  });
});

test("the readers of a world show the state of the moment when they were asked for", async () => {
  const world = createGuild();
  const before = world.read;
  const iteration = before.teams.all()[Symbol.iterator]();
  await world.transact(cause, (tx) => ok(tx.teams.insert(team)));
  expect([before.teams.size, world.read.teams.size, iteration.next().done]).toEqual([0, 1, true]);
});

const row = defineTable<{ readonly id: string; readonly to: string }>();
const faults: readonly (readonly [string, RegExp, Record<string, AnyTable>])[] = [
  ["a table called like a tool of transactions", /"emit".*Choose another/, { emit: row({ key: "id" }) }],
  [
    "a reference to no table",
    /"others", which is not in the schema/,
    { rows: row({ key: "id", references: { to: { table: "others", onDelete: "cascade" } } }) },
  ],
  [
    "a reference by no index",
    /names the index "byTo"/,
    { rows: row({ key: "id", references: { to: { table: "rows", onDelete: "cascade", index: "byTo" } } }) },
  ],
  [
    "a reference of an ephemeral table",
    /rows\.to touches an ephemeral table/,
    { rows: row({ key: "id", ephemeral: true, references: { to: { table: "rows", onDelete: "cascade" } } }) },
  ],
];

test.each(faults)("a schema with %s is refused", (_what, message, schema) => {
  expect(() => createWorld({ schema, seed: "x", clock: createClock(), descriptionHash: "d" })).toThrow(
    expect.objectContaining({ code: "schema_invalid", message: expect.stringMatching(message) }),
  );
});

test("an index that finds rows for a reference must begin with its field", async () => {
  const rows = defineTable<{ readonly id: string; readonly to: string | null }>()({
    key: "id",
    indexes: { byId: (one) => [one.id] },
    references: { to: { table: "rows", onDelete: "cascade", index: "byId" } },
  });
  const world = createWorld({ schema: { rows }, seed: "x", clock: createClock(), descriptionHash: "d" });
  await world.transact(cause, (tx) => ok(tx.rows.insert({ id: "a", to: null })));
  await expect(world.transact(cause, (tx) => ok(tx.rows.insert({ id: "b", to: "a" })))).rejects.toMatchObject({
    code: "index_key_invalid",
    message: expect.stringContaining("does not begin with that field"),
  });
});

test("an index whose keys differ in length is a bug", async () => {
  const rows = defineTable<{ readonly id: string; readonly parts: readonly string[] }>()({ key: "id", indexes: { byParts: (one) => one.parts } });
  const world = createWorld({ schema: { rows }, seed: "x", clock: createClock(), descriptionHash: "d" });
  await world.transact(cause, (tx) => ok(tx.rows.insert({ id: "a", parts: ["x"] })));
  await expect(world.transact(cause, (tx) => ok(tx.rows.insert({ id: "b", parts: [] })))).rejects.toMatchObject({
    code: "index_key_invalid",
    message: expect.stringContaining("same number for every row"),
  });
});
