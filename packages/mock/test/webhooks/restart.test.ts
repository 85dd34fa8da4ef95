import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { persistToFolder } from "../../src/doors/server.ts";
import { internalsOf } from "../../src/mock.ts";
import { asEnvironment } from "../api.ts";
import { cause, endpoint, still, teamsTold } from "./ground.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "plinto-restart-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("what was on its way, what waited for its time and what was parked when a mock ended is delivered by the next one", async () => {
  const path = folder();
  const first = persistToFolder(path);
  const before = still({ persist: first });
  const hanging = await endpoint(before, { events: ["team.created"] });
  const failing = await endpoint(before, { events: ["team.created"] });
  const paused = await endpoint(before, { events: ["team.created"] });
  hanging.receiver.hang();
  failing.receiver.respond(500);
  await asEnvironment(before).patch(paused.path, { status: "paused" });
  await cause(before, "Engineering");
  await hanging.receiver.waitFor("team.created");
  await failing.receiver.waitFor("team.created");
  await expect.poll(() => before.webhooks.deliveries.map(({ status }) => status)).toEqual(["delivering", "pending", "parked"]);
  internalsOf(before).hosted.close();
  await first.close();

  const second = persistToFolder(path);
  onTestFinished(() => second.close());
  const after = still({ persist: second });
  // The addresses are handed out in the same order.
  const [again, later, resumed] = [after.webhooks.receiver(), after.webhooks.receiver(), after.webhooks.receiver()];
  await after.ready();
  await after.webhooks.settled();
  expect(teamsTold(again)).toEqual(["Engineering"]);
  expect(teamsTold(later)).toEqual([]);
  await after.clock.advance("2s");
  expect(teamsTold(later)).toEqual(["Engineering"]);
  await asEnvironment(after).patch(paused.path, { status: "active" });
  await after.webhooks.settled();
  expect(teamsTold(resumed)).toEqual(["Engineering"]);
  expect(after.webhooks.deliveries.map(({ attempts }) => attempts.map(({ outcome }) => outcome))).toEqual([
    ["interrupted", "delivered"],
    ["refused", "delivered"],
    ["delivered"],
  ]);
});

test("an attempt whose sender is gone is made again when its lease is over", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["team.created"] });
  receiver.hang();
  await cause(mock, "Engineering");
  await receiver.waitFor("team.created");
  // The fork has the delivery, and nobody who makes the attempt.
  const fork = mock.fork();
  const there = fork.webhooks.receiver();
  expect(there.url).toBe(receiver.url);
  internalsOf(mock).hosted.close();
  await mock.webhooks.settled();
  await fork.clock.advance("59s");
  expect(teamsTold(there)).toEqual([]);
  await fork.clock.advance("1s");
  await fork.webhooks.settled();
  expect(teamsTold(there)).toEqual(["Engineering"]);
});

test("a fork and a reset have deliveries and receivers of their own", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["team.created"] });
  const fork = mock.fork();
  const there = fork.webhooks.receiver();
  await cause(fork, "In the fork");
  await cause(mock, "Here");
  await mock.webhooks.settled();
  await fork.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["Here"]);
  expect(teamsTold(there)).toEqual(["In the fork"]);
  await mock.reset();
  expect(mock.webhooks.deliveries).toEqual([]);
  await cause(mock, "After");
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["Here"]);
});
