import fc from "fast-check";
import { expect, test } from "vitest";
import type { World } from "../../src/kernel/world.ts";
import { FolderPersistence } from "../../src/persistence/folder/persist-to-folder.ts";
import type { Guild } from "../kernel/guild.ts";
import { addTeam, emptyFolder, guildOn, kind, teamsOf } from "./kept-guild.ts";

const ids = fc.constantFrom("a", "b", "c");
const command = fc.oneof(
  fc.record({ kind: fc.constant("write" as const), id: ids }),
  fc.record({ kind: fc.constant("end" as const), id: ids }),
  fc.record({ kind: fc.constant("fork" as const), id: ids, from: ids }),
  fc.record({ kind: fc.constant("restart" as const) }),
);

/** The worlds of a folder, opened when they are first asked for, as a mock does. */
class Worlds {
  readonly #open = new Map<string, World<Guild>>();
  readonly persistence: FolderPersistence;

  private constructor(persistence: FolderPersistence) {
    this.persistence = persistence;
  }

  static async of(folder: string): Promise<Worlds> {
    const persistence = new FolderPersistence(folder, { checkpointBytes: 500 }, { rowsVersion: 1, rowUpgrades: [] });
    await persistence.open(undefined, kind);
    return new Worlds(persistence);
  }

  async world(id: string): Promise<World<Guild>> {
    const world = this.#open.get(id) ?? (await guildOn(await this.persistence.open(id, kind)));
    this.#open.set(id, world);
    return world;
  }

  async end(id: string): Promise<void> {
    this.#open.delete(id);
    await this.persistence.end(id);
  }
}

test("whatever worlds are written, forked and ended, over any restarts, each has its own and only those that stand are kept", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
      const folder = emptyFolder();
      const expected = new Map<string, readonly string[]>();
      let worlds = await Worlds.of(folder);
      for (const [index, step] of [...commands, { kind: "restart" as const }].entries()) {
        if (step.kind === "restart") {
          await worlds.persistence.close();
          worlds = await Worlds.of(folder);
        } else if (step.kind === "write") {
          const team = `team-${String(index).padStart(2, "0")}`;
          await addTeam(await worlds.world(step.id), team);
          expected.set(step.id, [...(expected.get(step.id) ?? []), team]);
        } else if (step.kind === "end") {
          await worlds.end(step.id);
          expected.delete(step.id);
        } else if (expected.has(step.from)) {
          const from = await worlds.world(step.from);
          const begun = worlds.persistence.begin(step.id, kind, { seedText: "s", snapshot: from.snapshot().toJSON(), past: await from.commitsSince(0) });
          if (expected.has(step.id)) await expect(begun).rejects.toMatchObject({ code: "world_taken" });
          else await begun;
          expected.set(step.id, expected.get(step.id) ?? expected.get(step.from)!);
        }
        expect(await worlds.persistence.worlds()).toEqual([...expected.keys()].toSorted());
      }
      for (const [id, teams] of expected) expect(teamsOf(await worlds.world(id))).toEqual(teams);
      await worlds.persistence.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);
