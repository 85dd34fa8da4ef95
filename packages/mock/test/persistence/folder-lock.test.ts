import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Race } from "./lock-racer.ts";
import { emptyFolder } from "./kept-guild.ts";

const racers = 4;
const folders = 60;

// Whoever came second moved away the lock that the first had just taken, in a few of a hundred races.
test.for([
  ["a dead lock", "999999999 1000000000000.1\n"],
  ["an empty lock", ""],
  ["no lock", undefined],
] as const)("of several processes that want a folder with %s at once, exactly one gets it", { timeout: 60_000 }, async ([, lock]) => {
  const home = emptyFolder();
  const names = Array.from({ length: folders }, (_, number) => join(home, String(number)));
  for (const name of names) {
    mkdirSync(name);
    if (lock !== undefined) writeFileSync(join(name, "lock"), lock);
  }
  const children = await Promise.all(Array.from({ length: racers }, startRacer));
  const race: Race = { folders: names, startAt: Date.now() + 100, everyMs: 10 };
  const results = await Promise.all(
    children.map(async (child) => {
      const answer = once(child, "message");
      child.send(race);
      return (await answer)[0] as { got: string[]; failures: string[] };
    }),
  );
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  expect(results.flatMap(({ got }) => got).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(readdirSync(name)).toEqual(["lock"]);
});

async function startRacer(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "lock-racer.ts"), { execArgv: ["--conditions=@plinto/source"] });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  await once(child, "message");
  return child;
}
