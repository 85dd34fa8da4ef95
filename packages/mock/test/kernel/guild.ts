import { createClock } from "../../src/kernel/clock.ts";
import type { Cause } from "../../src/kernel/commit.ts";
import { createWorld } from "../../src/kernel/create-world.ts";
import { defineTable } from "../../src/kernel/table.ts";
import type { Table } from "../../src/kernel/table.ts";
import type { World, WorldOptions } from "../../src/kernel/world.ts";

/** A small domain that uses everything a schema can say. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

export interface Person {
  readonly id: string;
  readonly teamId: string;
  readonly managerId: string | null;
  readonly email: string | null;
  readonly name: string;
  readonly age: number;
}

export interface Badge {
  readonly id: string;
  readonly personId: string;
}

export interface Hit {
  readonly id: string;
  readonly count: number;
}

export type Guild = {
  readonly teams: Table<Team, "byName">;
  readonly people: Table<Person, "byTeam" | "byAge", "email">;
  readonly badges: Table<Badge, "byPerson">;
  readonly hits: Table<Hit>;
};

export const guild: Guild = {
  teams: defineTable<Team>()({ key: "id", indexes: { byName: (row) => [row.name] } }),
  people: defineTable<Person>()({
    key: "id",
    indexes: {
      byTeam: (row) => [row.teamId, row.name],
      byAge: (row) => (row.age < 0 ? undefined : [row.age]),
    },
    unique: { email: (row) => row.email },
    references: {
      teamId: { table: "teams", onDelete: "cascade", index: "byTeam" },
      managerId: { table: "people", onDelete: "setNull" },
    },
  }),
  badges: defineTable<Badge>()({
    key: "id",
    indexes: { byPerson: (row) => [row.personId] },
    references: { personId: { table: "people", onDelete: "restrict" } },
  }),
  hits: defineTable<Hit>()({ key: "id", ephemeral: true }),
};

export const cause: Cause = { operationId: "test", requestId: "req_test", actor: null };

/** An empty guild on a virtual clock. */
export function createGuild(options: Partial<WorldOptions<Guild>> = {}): World<Guild> {
  return createWorld({ schema: guild, seed: "guild", clock: createClock({ kind: "virtual" }), descriptionHash: "d1", ...options });
}
