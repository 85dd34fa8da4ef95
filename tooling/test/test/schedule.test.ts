import { expect, test } from "vitest";
import { failed, passed, skipped } from "../../src/test/case.ts";
import { exitCodeOf, stageText, summaryText, totalsOf } from "../../src/test/report.ts";
import { chooseStages, runStages } from "../../src/test/schedule.ts";
import type { Stage, StageReport } from "../../src/test/stage.ts";

function stage(name: string, more: Partial<Stage> = {}): Stage {
  return { name, about: name, run: () => ({ cases: [passed(name)] }), ...more };
}

const options = { cores: 2, now: () => 0, onReport: (): void => undefined };

test("a stage runs after the stages it needs", async () => {
  const order: string[] = [];
  const noted = (name: string, needs: string[] = []): Stage =>
    stage(name, {
      needs,
      run: async () => {
        await Promise.resolve();
        order.push(name);
        return { cases: [] };
      },
    });
  await runStages([noted("pack", ["build"]), noted("build")], options);
  expect(order).toEqual(["build", "pack"]);
});

test("a stage that needs a failed one is skipped with that reason, and so is what needs it in turn", async () => {
  const reports = await runStages(
    [stage("build", { run: () => ({ cases: [failed("core", "broken")] }) }), stage("pack", { needs: ["build"] }), stage("install", { needs: ["pack"] })],
    options,
  );
  expect(reports.map((report) => report.cases)).toEqual([
    [failed("core", "broken")],
    [skipped("pack", "it works on the result of build, which failed")],
    [skipped("install", "it works on the result of pack, which failed")],
  ]);
});

test("a stage that throws is a failure with its message", async () => {
  const [report] = await runStages([stage("lint", { run: () => Promise.reject(new Error("no such program")) })], options);
  expect(report!.cases).toEqual([{ title: "lint runs to its end", status: "failed", detail: expect.stringContaining("no such program") }]);
});

test("no more cores are taken than there are", async () => {
  let running = 0;
  let most = 0;
  const busy = (name: string, cores: number): Stage =>
    stage(name, {
      cores,
      run: async () => {
        running += cores;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= cores;
        return { cases: [] };
      },
    });
  await runStages([busy("a", 1), busy("b", 1), busy("c", 2), busy("d", 1)], options);
  expect(most).toBe(2);
});

test("stages that need each other are named", async () => {
  await expect(runStages([stage("a", { needs: ["b"] }), stage("b", { needs: ["a"] })], options)).rejects.toThrow("need each other in a circle: a, b");
});

test("a named stage brings the stages it needs, in their order", () => {
  const stages = [stage("lint"), stage("build"), stage("pack", { needs: ["build"] }), stage("install", { needs: ["pack"] })];
  expect(chooseStages(stages, ["install"]).map((one) => one.name)).toEqual(["build", "pack", "install"]);
});

test("an unknown stage is answered with the known ones", () => {
  expect(() => chooseStages([stage("lint"), stage("build")], ["lnit"])).toThrow('There is no stage "lnit". Stages: lint, build');
});

const mixed: StageReport[] = [
  { name: "unit", notes: ["core weighs 4 kB"], seconds: 1.25, cases: [passed("a"), failed("b", "expected 1\nto be 2"), skipped("c", "no Chromium here")] },
];

test("failures are printed in full, skips with their reason", () => {
  expect(stageText(mixed[0]!)).toBe(
    "✗ unit         1 passed, 1 failed, 1 skipped  1.3 s\n    core weighs 4 kB\n  ✗ b\n      expected 1\n      to be 2\n  - c: no Chromium here",
  );
});

test("the last line is the sum", () => {
  expect(summaryText(mixed, false).split("\n").at(-1)).toBe("1 passed, 1 failed, 1 skipped");
});

test("a skip fails the command under CI only", () => {
  const reports: StageReport[] = [{ name: "unit", notes: [], seconds: 0, cases: [passed("a"), skipped("c", "no Chromium here")] }];
  expect(totalsOf(reports)).toEqual({ passed: 1, failed: 0, skipped: 1 });
  expect(exitCodeOf(reports, false)).toBe(0);
  expect(exitCodeOf(reports, true)).toBe(1);
  expect(summaryText(reports, true)).toContain("unit: c: no Chromium here");
});
