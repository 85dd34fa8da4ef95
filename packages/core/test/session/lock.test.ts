import { expect, test } from "vitest";
import { withLock } from "../../src/session/lock.ts";
import { rejection } from "../support/fixtures.ts";
import { ManualClock, settled } from "../support/manual-clock.ts";
import { fairLocks, orphanedLocks } from "../support/tabs.ts";

test("works without locks", async () => {
  expect(await withLock(undefined, "l", new ManualClock(), async () => 1)).toBe(1);
});

test("lets one work after the other, and gives up its timer", async () => {
  const clock = new ManualClock();
  const locks = fairLocks();
  let running = 0;
  const work = async () => {
    expect(++running).toBe(1);
    await settled();
    running--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(locks, "l", clock, work)));
  expect([locks.held, clock.pending]).toEqual([0, 0]);
});

test("goes on without a lock that is not granted within three seconds", async () => {
  const clock = new ManualClock();
  let done = false;
  const promise = withLock(orphanedLocks, "l", clock, async () => (done = true));
  await clock.advance(2_999);
  expect(done).toBe(false);
  await clock.advance(1);
  expect(await promise).toBe(true);
});

test("does the work once when a lock is granted after all", async () => {
  const clock = new ManualClock();
  let grant = (): void => {};
  let count = 0;
  const late = { request: (_: string, __: object, work: () => Promise<void>) => new Promise<void>((resolve) => (grant = () => void work().then(resolve))) };
  const promise = withLock(late, "l", clock, async () => ++count);
  await clock.advance(3_000);
  grant();
  await settled();
  expect([await promise, count]).toEqual([1, 1]);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("SecurityError");
    },
  ],
  ["rejects", () => Promise.reject(new Error("SecurityError"))],
])("goes on at once without a lock manager that %s", async (_, request) => {
  expect(await withLock({ request }, "l", new ManualClock(), async () => 1)).toBe(1);
});

test("lets the lock go when the work fails, and passes the failure on", async () => {
  const locks = fairLocks();
  const error = await rejection(withLock(locks, "l", new ManualClock(), () => Promise.reject(new Error("no"))));
  expect(error.message).toBe("no");
  await settled();
  expect(locks.held).toBe(0);
});
