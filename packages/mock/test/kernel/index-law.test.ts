import fc from "fast-check";
import { expect, test } from "vitest";
import { ok } from "../../src/kernel/transaction.ts";
import { batches, command, perform, run } from "./guild-commands.ts";
import { cause, createGuild } from "./guild.ts";
import type { Person } from "./guild.ts";
import type { TableReader } from "../../src/kernel/table.ts";

type People = TableReader<Person, "byTeam" | "byAge", "email">;

test("an index is at all times what a recomputation from the rows would make it", async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.array(command, { maxLength: 10 }), async (all, open) => {
      const world = createGuild();
      await run(world, all);
      expectIndexesOf(world.read.people);
      await world.transact(cause, (tx) => {
        for (const one of open) {
          perform(tx, one);
          expectIndexesOf(tx.people);
        }
        return ok();
      });
    }),
  );
});

test("a scan with any bounds yields what filtering all rows would", async () => {
  const bound = fc.option(fc.array(fc.integer({ min: -2, max: 12 }), { minLength: 1, maxLength: 1 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -1, max: 10 }), { maxLength: 30 }),
      bound,
      bound,
      bound,
      bound,
      fc.boolean(),
      fc.nat({ max: 12 }),
      async (ages, after, before, from, to, reverse, limit) => {
        const world = createGuild();
        await world.transact(cause, ({ teams, people }) => {
          teams.insert({ id: "a", name: "a", createdAt: 0 });
          ages.forEach((age, number) => people.insert({ id: `p${number}`, teamId: "a", managerId: null, email: null, name: "", age }));
          return ok();
        });
        const options = { ...(after && { after }), ...(before && { before }), ...(from && { from }), ...(to && { to }), reverse, limit };
        const wanted = naive(
          world.read.people,
          ({ age }) => age >= 0,
          ({ age }) => [age],
        ).filter(
          ({ age }) =>
            (!after || age > (after[0] as number)) &&
            (!before || age < (before[0] as number)) &&
            (!from || age >= (from[0] as number)) &&
            (!to || age <= (to[0] as number)),
        );
        const ordered = (reverse ? wanted.toReversed() : wanted).slice(0, limit);
        expect(world.read.people.scan("byAge", [], options).toArray()).toEqual(ordered);
        expect([...world.read.people.scan("byAge", [], options)]).toEqual(ordered);
        expect(world.read.people.scan("byAge", [], options).first()).toEqual(ordered[0]);
        expect(world.read.people.count("byAge", [], options)).toBe(ordered.length);
      },
    ),
  );
});

function expectIndexesOf(people: People): void {
  const rows = people.all().toArray();
  expect(people.size).toBe(rows.length);
  expect(people.scan("byAge", []).toArray()).toEqual(
    naive(
      people,
      ({ age }) => age >= 0,
      ({ age }) => [age],
    ),
  );
  for (const teamId of new Set(rows.map((row) => row.teamId))) {
    const wanted = naive(
      people,
      (row) => row.teamId === teamId,
      ({ name }) => [name],
    );
    expect(people.scan("byTeam", [teamId]).toArray()).toEqual(wanted);
    expect(people.count("byTeam", [teamId])).toBe(wanted.length);
  }
  for (const row of rows) if (row.email !== null) expect(people.find("email", row.email)).toBe(row);
}

function naive(people: People, belongs: (row: Person) => boolean, keyOf: (row: Person) => readonly (string | number)[]): Person[] {
  const compare = (left: Person, right: Person): number => {
    const [a, b] = [
      [...keyOf(left), left.id],
      [...keyOf(right), right.id],
    ];
    const at = a.findIndex((part, position) => part !== b[position]);
    return at < 0 ? 0 : (a[at] as string) < (b[at] as string) ? -1 : 1;
  };
  return people.all().toArray().filter(belongs).toSorted(compare);
}
