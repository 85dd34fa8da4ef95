import { createPlinto } from "@plinto/core";
import type { AcmeSeed } from "@plinto/mock";
import { expect, onTestFinished, test } from "vitest";
import type { Opened } from "../doors/door.ts";
import { serverDoor } from "../doors/server-door.ts";
import { startRefreshProcess, type RefreshProcess } from "./refresh-process.ts";

test("two processes that refresh with one token at once get the same successor", async () => {
  const opened = await serverDoor.open({ clock: "virtual" });
  onTestFinished(opened.close);
  const [left, right] = await twoProcesses(opened);
  for (let round = 0; round < 5; round += 1) {
    const { sessionId, refreshToken } = await signIn(opened);
    // Neither is answered before the other has had time to arrive.
    const together = opened.mock.faults.add({ operation: "refreshSession", latencyMs: 100, latencyClock: "real" });
    const [one, two] = await Promise.all([left.refresh(refreshToken), right.refresh(refreshToken)]);
    together();
    expect([one.sessionId, two.sessionId]).toEqual([sessionId, sessionId]);
    expect(one.successor).toMatch(/^rt_/);
    expect(one.successor).not.toBe(refreshToken);
    expect(two.successor).toBe(one.successor);
    const rotations = opened.mock.events.filter((event) => event.type === "session.refreshed" && event.target["id"] === sessionId);
    expect(rotations).toHaveLength(1);
  }
});

test("a process that comes late within the grace gets the successor too, and after it ends the family for both", async () => {
  const opened = await serverDoor.open({ clock: "virtual" });
  onTestFinished(opened.close);
  const { mock } = opened;
  const [left, right] = await twoProcesses(opened);
  const { sessionId, refreshToken } = await signIn(opened);
  const { successor } = await left.refresh(refreshToken);
  await mock.clock.advance("9s");
  expect(await right.refresh(refreshToken)).toEqual({ sessionId, successor });
  await mock.clock.advance("2s");
  expect(await right.refresh(refreshToken)).toEqual({ refused: "refresh_token_reused" });
  expect(await left.refresh(successor!)).toEqual({ refused: "session_revoked" });
  expect(mock.events.filter((event) => event.target["id"] === sessionId).map((event) => event.type)).toEqual([
    "session.created",
    "session.refreshed",
    "session.replay_detected",
    "session.revoked",
  ]);
});

async function twoProcesses({ connect }: Opened<AcmeSeed>): Promise<readonly [RefreshProcess, RefreshProcess]> {
  const { baseUrl, publishableKey } = connect();
  const connection = { baseUrl: baseUrl!, publishableKey: publishableKey! };
  const [left, right] = await Promise.all([startRefreshProcess(connection), startRefreshProcess(connection)]);
  for (const one of [left, right]) onTestFinished(one.end);
  expect(new Set([process.pid, left.pid, right.pid]).size).toBe(3);
  return [left, right];
}

async function signIn({ mock, connect }: Opened<AcmeSeed>): Promise<{ readonly sessionId: string; readonly refreshToken: string }> {
  const { email, password } = mock.seed.users.ada;
  const result = await createPlinto(connect()).auth.signIn({ email, password });
  if (result.status !== "complete") throw new Error(`unexpected ${result.status}`);
  return { sessionId: result.session.id, refreshToken: result.session.refreshToken! };
}
