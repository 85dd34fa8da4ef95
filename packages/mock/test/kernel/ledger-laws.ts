import fc from "fast-check";
import { expect, test } from "vitest";
import type { Commit } from "../../src/kernel/commit.ts";
import type { Ledger } from "../../src/kernel/ledger.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { batch, command, perform, rowsOf, run } from "./guild-commands.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild } from "./guild.ts";

export interface LedgerLaws {
  /** An empty ledger that lets go of commits only at a checkpoint. */
  readonly create: () => Ledger;
  /** An empty ledger that wants a checkpoint after a few commits and keeps fewer than ten. */
  readonly createShort: () => Ledger;
  /** How often each property is tried. */
  readonly numRuns: number;
}

/** What a world relies on. Any ledger is right if it passes: call this in a test file of its own. */
export function ledgerLaws(name: string, { create, createShort, numRuns }: LedgerLaws): void {
  test(`${name}: a commit is taken only by who knows the last one`, async () => {
    const ledger = create();
    const [first, second] = await twoCommits();
    expect([await ledger.append(1, second), await ledger.append(0, first), await ledger.append(0, first), await ledger.append(1, second)]).toEqual([
      "conflict",
      "ok",
      "conflict",
      "ok",
    ]);
    expect((await ledger.since(0)).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await ledger.since(1)).map(({ changes }) => changes)).toEqual([second.changes]);
    expect(await ledger.since(2)).toEqual([]);
  });

  test(`${name}: worlds that share it stay equal, whoever writes when`, async () => {
    const turns = fc.array(fc.record({ world: fc.nat({ max: 1 }), commands: batch }), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(turns, async (all) => {
        const ledger = create();
        const worlds = [createGuild({ ledger }), createGuild({ ledger })] as const;
        // Nobody catches up before writing, so each change of turns is a conflict.
        for (const { world, commands } of all) await run(worlds[world] as World<Guild>, [commands]);
        for (const world of worlds) await world.catchUp();
        expect(rowsOf(worlds[0].read)).toEqual(rowsOf(worlds[1].read));
        expect(worlds[0].seq).toBe(worlds[1].seq);
        expect(worlds[0].timers()).toEqual(worlds[1].timers());
      }),
      { numRuns },
    );
  });

  test(`${name}: ids and commits of worlds that write at once never collide`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), async (rounds) => {
        const ledger = create();
        const worlds = [createGuild({ ledger }), createGuild({ ledger }), createGuild({ ledger })];
        const written = await Promise.all(
          Array.from({ length: rounds }).flatMap(() =>
            worlds.map((world) =>
              world.transact(cause, (tx) => ok(tx.teams.insert({ id: tx.id("team"), name: String(tx.teams.size), createdAt: tx.now }).name)),
            ),
          ),
        );
        const commits = await ledger.since(0);
        expect(commits.map(({ seq }) => seq)).toEqual(Array.from({ length: rounds * 3 }, (_, number) => number + 1));
        expect(new Set(commits.map(({ changes }) => changes[0]?.id)).size).toBe(rounds * 3);
        // Each name counts the teams that its transaction saw: none was decided on a state that another had left behind.
        expect(written.map((done) => Number(done.value)).toSorted((left, right) => left - right)).toEqual(
          Array.from({ length: rounds * 3 }, (_, number) => number),
        );
      }),
      { numRuns },
    );
  });

  test(`${name}: a world that comes later, after old commits were let go, starts from the checkpoint`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 40 }), async (commands) => {
        const ledger = createShort();
        const world = createGuild({ ledger });
        for (const one of commands) {
          await world.transact(cause, (tx) => {
            perform(tx, one);
            tx.emit({ type: "tick" });
            return ok();
          });
        }
        const late = createGuild({ ledger });
        await late.catchUp();
        expect([rowsOf(late.read), late.seq, late.timers()]).toEqual([rowsOf(world.read), world.seq, world.timers()]);
        await expect(world.commitsSince(0)).rejects.toMatchObject({ code: "ledger_truncated" });
        await expect(late.transact(cause, (tx) => ok(tx.teams.insert({ id: tx.id("team"), name: "late", createdAt: 0 })))).resolves.toMatchObject({
          seq: world.seq + 1,
        });
      }),
      { numRuns },
    );
  });

  test(`${name}: a restore reaches the worlds that share it`, async () => {
    const ledger = create();
    const [first, second] = [createGuild({ ledger }), createGuild({ ledger })];
    await first.transact(cause, (tx) => ok(tx.teams.insert({ id: "kept", name: "", createdAt: 0 })));
    const snapshot = first.snapshot();
    await second.transact(cause, (tx) => ok(tx.teams.insert({ id: "lost", name: "", createdAt: 0 })));
    await first.restore(snapshot);
    await second.transact(cause, (tx) => ok(tx.teams.insert({ id: "after", name: "", createdAt: 0 })));
    await first.catchUp();
    for (const world of [first, second])
      expect(
        world.read.teams
          .all()
          .toArray()
          .map(({ id }) => id),
      ).toEqual(["after", "kept"]);
  });

  test(`${name}: history can be rewritten, and old states are forgotten with it`, async () => {
    const ledger = create();
    const world = createGuild({ ledger });
    const insert = (id: string): Promise<unknown> => world.transact(cause, (tx) => ok(tx.teams.insert({ id, name: "Ada", createdAt: 0 })));
    await insert("a");
    await world.reset();
    await insert("b");
    await insert("c");
    await world.rewriteHistory((commit) => ({
      ...commit,
      changes: commit.changes.map((change) => ({ ...change, after: change.after && { ...change.after, name: "erased" } })),
      seq: 99,
    }));
    expect((await world.commitsSince(2)).map(({ seq, changes }) => [seq, changes[0]?.after])).toEqual([
      [3, { id: "b", name: "erased", createdAt: 0 }],
      [4, { id: "c", name: "erased", createdAt: 0 }],
    ]);
    await expect(world.commitsSince(1)).rejects.toMatchObject({ code: "ledger_truncated" });
  });
}

async function twoCommits(): Promise<readonly [Commit, Commit]> {
  const world = createGuild();
  for (const id of ["a", "b"]) await world.transact(cause, (tx) => ok(tx.teams.insert({ id, name: id, createdAt: 0 })));
  return (await world.commitsSince(0)) as [Commit, Commit];
}
