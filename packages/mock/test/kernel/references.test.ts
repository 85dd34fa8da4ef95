import fc from "fast-check";
import { expect, test } from "vitest";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { batches, run } from "./guild-commands.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild } from "./guild.ts";

const ada = { id: "ada", teamId: "a", managerId: null, email: null, name: "Ada", age: 40 };

/** Team a with Ada and Bob, whom she manages, and Cy of team b, whom she manages too. */
async function staffed(): Promise<World<Guild>> {
  const world = createGuild();
  await world.transact(cause, ({ teams, people }) => {
    for (const id of ["a", "b"]) teams.insert({ id, name: id, createdAt: 0 });
    people.insert(ada);
    people.insert({ ...ada, id: "bob", managerId: "ada" });
    people.insert({ ...ada, id: "cy", managerId: "ada", teamId: "b" });
    return ok();
  });
  return world;
}

test("cascade deletes the rows that point, setNull clears the fields of those that stay", async () => {
  const world = await staffed();
  const { changes } = await world.transact(cause, (tx) => ok(tx.teams.delete("a")));
  expect(world.read.people.all().toArray()).toEqual([{ ...ada, id: "cy", managerId: null, teamId: "b" }]);
  expect(changes.map(({ table, id, after }) => [table, id, after === null])).toEqual([
    ["people", "cy", false],
    ["teams", "a", true],
    ["people", "ada", true],
    ["people", "bob", true],
  ]);
});

test("restrict makes the deletion a bug, also through a cascade, and nothing is deleted", async () => {
  const world = await staffed();
  await world.transact(cause, (tx) => ok(tx.badges.insert({ id: "badge", personId: "bob" })));
  const before = world.snapshot();
  await expect(world.transact(cause, (tx) => ok(tx.people.delete("bob")))).rejects.toMatchObject({
    code: "reference_restricted",
    message: expect.stringContaining("badges.personId"),
  });
  const caught = await world.transact(cause, (tx) => {
    expect(() => tx.teams.delete("a")).toThrow(expect.objectContaining({ code: "reference_restricted" }));
    return ok();
  });
  expect(caught.appended).toBe(false);
  expect(world.exportSnapshot(world.snapshot())).toEqual(world.exportSnapshot(before));
});

test("rows that point at each other go together", async () => {
  const world = await staffed();
  await world.transact(cause, (tx) => {
    tx.people.update("ada", { managerId: "bob" });
    tx.teams.delete("a");
    return ok();
  });
  expect(
    world.read.people
      .all()
      .toArray()
      .map(({ id, managerId }) => [id, managerId]),
  ).toEqual([["cy", null]]);
});

test("a row may point at itself from the start", async () => {
  const world = await staffed();
  await world.transact(cause, (tx) => ok(tx.people.insert({ ...ada, id: "eve", managerId: "eve" })));
  await world.transact(cause, (tx) => ok(tx.people.delete("eve")));
  expect(world.read.people.get("eve")).toBeUndefined();
});

test("whatever happens, every pointer leads to a row", async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      const world = createGuild();
      await run(world, all);
      const { teams, people, badges } = world.read;
      expect([...people.all()].filter(({ teamId, managerId }) => !teams.get(teamId) || (managerId !== null && !people.get(managerId)))).toEqual([]);
      expect([...badges.all()].filter(({ personId }) => !people.get(personId))).toEqual([]);
    }),
  );
});

test("a deletion takes exactly the rows that a naive search finds", async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (all, number) => {
      const world = createGuild();
      await run(world, all);
      const teams = world.read.teams.all().toArray();
      const doomed = teams[number % teams.length];
      if (!doomed) return;
      const people = world.read.people.all().toArray();
      const gone = new Set(people.filter(({ teamId }) => teamId === doomed.id).map(({ id }) => id));
      if (
        world.read.badges
          .all()
          .toArray()
          .some(({ personId }) => gone.has(personId))
      )
        return;
      await world.transact(cause, (tx) => ok(tx.teams.delete(doomed.id)));
      const left = people
        .filter(({ id }) => !gone.has(id))
        .map((row) => ({ ...row, managerId: row.managerId !== null && gone.has(row.managerId) ? null : row.managerId }));
      expect(world.read.people.all().toArray()).toEqual(left);
    }),
  );
});
