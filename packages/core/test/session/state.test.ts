import fc from "fast-check";
import { expect, test } from "vitest";
import { type SessionEvent, type PlintoSessionStatus, transition } from "../../src/session/state.ts";

const statuses: PlintoSessionStatus[] = ["signed-out", "pending", "active", "refreshing", "offline", "expired"];
const events: SessionEvent[] = ["challenge", "activate", "refresh", "settle", "lose", "refuse", "end"];
const run = (path: SessionEvent[]): PlintoSessionStatus => path.reduce<PlintoSessionStatus>(transition, "signed-out");

test.each<[path: SessionEvent[], want: PlintoSessionStatus]>([
  [["challenge"], "pending"],
  [["challenge", "challenge"], "pending"],
  [["challenge", "activate"], "active"],
  [["challenge", "end"], "signed-out"],
  [["activate", "refresh"], "refreshing"],
  [["activate", "refresh", "settle"], "active"],
  [["activate", "refresh", "lose"], "offline"],
  [["activate", "refresh", "lose", "refresh", "settle"], "active"],
  [["activate", "refresh", "refuse"], "expired"],
  [["activate", "refresh", "refuse", "challenge"], "pending"],
  [["activate", "refresh", "end", "settle"], "signed-out"],
  [["activate", "challenge"], "active"],
])("%j leads to %s", (path, want) => {
  expect(run(path)).toBe(want);
});

test("no network failure ever signs out", () => {
  const harmless: SessionEvent[] = ["refresh", "settle", "lose", "activate", "challenge"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...harmless)), (path) => {
      expect(["active", "refreshing", "offline"]).toContain(run(["activate", ...path]));
    }),
  );
});

test("whoever signs out is signed out, from every state", () => {
  for (const status of statuses) expect(transition(status, "end")).toBe("signed-out");
});

test("an event that does not belong to a state changes nothing", () => {
  for (const event of events.filter((name) => name !== "activate" && name !== "challenge")) expect(transition("signed-out", event)).toBe("signed-out");
});
