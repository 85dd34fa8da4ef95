import fc from "fast-check";
import type { Transaction } from "../../src/kernel/transaction.ts";
import type { Readers } from "../../src/kernel/table.ts";
import type { World } from "../../src/kernel/world.ts";
import { ok } from "../../src/kernel/transaction.ts";
import { cause } from "./guild.ts";
import type { Guild } from "./guild.ts";

/** One thing that can happen in a guild. Numbers pick among what there is, so each command is possible in each state. */
export interface Command {
  readonly kind:
    | "addTeam"
    | "addPerson"
    | "movePerson"
    | "changePerson"
    | "dropPerson"
    | "dropTeam"
    | "addBadge"
    | "dropBadge"
    | "hit"
    | "emit"
    | "draw"
    | "setTimer"
    | "cancelTimer";
  readonly first: number;
  readonly second: number;
  readonly text: string;
}

const weights: readonly { readonly kind: Command["kind"]; readonly weight: number }[] = [
  { kind: "addTeam", weight: 3 },
  { kind: "addPerson", weight: 8 },
  { kind: "movePerson", weight: 3 },
  { kind: "changePerson", weight: 4 },
  { kind: "dropPerson", weight: 3 },
  { kind: "dropTeam", weight: 1 },
  { kind: "addBadge", weight: 2 },
  { kind: "dropBadge", weight: 2 },
  { kind: "hit", weight: 2 },
  { kind: "emit", weight: 1 },
  { kind: "draw", weight: 1 },
  { kind: "setTimer", weight: 1 },
  { kind: "cancelTimer", weight: 1 },
];

export const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.oneof(...weights.map(({ kind, weight }) => ({ arbitrary: fc.constant(kind), weight }))),
  first: fc.nat({ max: 40 }),
  second: fc.nat({ max: 40 }),
  text: fc.string({ unit: "grapheme", maxLength: 4 }),
});

/** The commands of one transaction. */
export const batch: fc.Arbitrary<Command[]> = fc.array(command, { minLength: 1, maxLength: 8 });

/** The commands of several transactions. */
export const batches: fc.Arbitrary<Command[][]> = fc.array(batch, { maxLength: 12 });

export function perform(tx: Transaction<Guild>, { kind, first, second, text }: Command): void {
  const team = pick(tx.teams.all().toArray(), first);
  const person = pick(tx.people.all().toArray(), first);
  const other = pick(tx.people.all().toArray(), second);
  const badge = pick(tx.badges.all().toArray(), first);
  const email = tx.people.find("email", text) === undefined && second % 3 > 0 ? text : null;
  switch (kind) {
    case "addTeam":
      tx.teams.insert({ id: tx.id("team"), name: text, createdAt: tx.now });
      return;
    case "addPerson":
      if (team) tx.people.insert({ id: tx.id("person"), teamId: team.id, managerId: other?.id ?? null, email, name: text, age: second - 5 });
      return;
    case "movePerson":
      if (person) tx.people.update(person.id, { teamId: pick(tx.teams.all().toArray(), second)?.id ?? person.teamId, managerId: other?.id ?? null });
      return;
    case "changePerson":
      if (person) tx.people.update(person.id, (row) => ({ ...row, name: text, email, age: second - 5 }));
      return;
    case "dropPerson":
      if (person && tx.badges.count("byPerson", [person.id]) === 0) tx.people.delete(person.id);
      return;
    case "dropTeam":
      if (
        team &&
        tx.people
          .scan("byTeam", [team.id])
          .toArray()
          .every(({ id }) => tx.badges.count("byPerson", [id]) === 0)
      )
        tx.teams.delete(team.id);
      return;
    case "addBadge":
      if (person) tx.badges.insert({ id: tx.id("badge"), personId: person.id });
      return;
    case "dropBadge":
      if (badge) tx.badges.delete(badge.id);
      return;
    case "hit": {
      const hit = tx.hits.get(text);
      if (text === "") return;
      if (hit) tx.hits.update(text, { count: hit.count + 1 });
      else tx.hits.insert({ id: text, count: 1 });
      return;
    }
    case "emit":
      tx.emit({ type: "test.happened", text, noise: tx.random.integer(1_000) } as { type: string });
      return;
    case "draw":
      tx.teams.insert({ id: tx.id("team"), name: tx.random.bytes(3).join("."), createdAt: tx.now });
      return;
    case "setTimer":
      tx.after(tx.now + 1_000_000_000 + first, { id: `timer:${second % 5}`, kind: "never", data: text });
      return;
    case "cancelTimer":
      tx.cancel(`timer:${second % 5}`);
  }
}

/** Runs each batch as a transaction of its own. */
export async function run(world: World<Guild>, all: readonly (readonly Command[])[]): Promise<void> {
  for (const commands of all) {
    await world.transact(cause, (tx) => {
      for (const one of commands) perform(tx, one);
      return ok();
    });
  }
}

/** All rows of a state that have a history. */
export function rowsOf(read: Readers<Guild>): unknown {
  return { teams: read.teams.all().toArray(), people: read.people.all().toArray(), badges: read.badges.all().toArray() };
}

/** The whole state of a world as JSON, without the number of its last commit. */
export function stateOf(world: World<Guild>): unknown {
  const { tables, counters } = world.exportSnapshot(world.snapshot());
  return { tables, counters };
}

function pick<Row>(rows: readonly Row[], number: number): Row | undefined {
  return rows[number % rows.length];
}
