import fc from "fast-check";
import type { Mock } from "@plinto/mock";
import { expect, test } from "vitest";
import { commandOf, perform, type Command } from "./command.ts";
import { law } from "./law.ts";
import { Town } from "./town.ts";
import { differences, viewOf, type View } from "./view.ts";

type Step =
  | { readonly do: "command"; readonly in: number; readonly command: Command }
  | { readonly do: "fork" | "snapshot" | "reset"; readonly in: number }
  | { readonly do: "restore"; readonly in: number; readonly which: number };

const world = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("command" as const), in: world, command: commandOf() }), weight: 8 },
  { arbitrary: fc.record({ do: fc.constantFrom("fork" as const, "snapshot" as const), in: world }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant("restore" as const), in: world, which: fc.nat({ max: 5 }) }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant("reset" as const), in: world }), weight: 1 },
);

test("forks, snapshots and the world they come from never see each other's writes", async () => {
  let moved = 0;
  await law(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24, size: "max" }), async (steps) => {
      const first = await Town.open();
      const seeded = await viewOf(first);
      const worlds: { readonly town: Town; view: View }[] = [{ town: first, view: seeded }];
      const snapshots: { readonly owner: Town; readonly taken: ReturnType<Mock["snapshot"]>; readonly view: View }[] = [];
      for (const one of steps) {
        const at = one.in % worlds.length;
        const here = worlds[at]!;
        if (one.do === "command") await perform(here.town, one.command);
        if (one.do === "snapshot") snapshots.push({ owner: here.town, taken: here.town.mock.snapshot(), view: here.view });
        if (one.do === "fork" && worlds.length < 4) worlds.push({ town: here.town.fork(), view: here.view });
        if (one.do === "reset") await here.town.mock.reset();
        const own = snapshots.filter(({ owner }) => owner === here.town);
        const snapshot = one.do === "restore" ? own[one.which % own.length] : undefined;
        if (snapshot) await here.town.mock.restore(snapshot.taken);
        const view = await viewOf(here.town);
        if (one.do === "fork" || one.do === "snapshot") expect(differences(view, here.view)).toEqual([]);
        if (one.do === "reset") expect(differences(view, seeded)).toEqual([]);
        if (snapshot) expect(differences(view, snapshot.view)).toEqual([]);
        if (differences(view, here.view).length > 0) moved += 1;
        here.view = view;
        for (const { town, view: known } of worlds) expect(differences(await viewOf(town), known)).toEqual([]);
      }
    }),
    20,
  );
  expect(moved, "steps that changed a world").toBeGreaterThan(20);
});

test("a fork goes on as the world would have: the same commands give the same state", async () => {
  await law(
    fc.asyncProperty(
      fc.array(commandOf(), { maxLength: 10, size: "max" }),
      fc.array(commandOf(), { minLength: 1, maxLength: 10, size: "max" }),
      async (before, after) => {
        const town = await Town.open();
        for (const command of before) await perform(town, command);
        const fork = town.fork();
        for (const command of after) await perform(fork, command);
        for (const command of after) await perform(town, command);
        expect(differences(await viewOf(town), await viewOf(fork))).toEqual([]);
      },
    ),
    25,
  );
});
