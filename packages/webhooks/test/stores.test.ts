import { expect, test } from "vitest";
import { createWebhookReceiver, isWebhookError, memoryStore } from "../src/index.ts";
import { exampleEvent, signedRequest, storeConformance } from "../src/testing.ts";
import type { WebhookStore } from "../src/store.ts";
import { secret, standingClock } from "./support/fixtures.ts";

const sharedClock = standingClock();
const shared = memoryStore({ clock: sharedClock });

for (const { title, run } of storeConformance({ open: () => shared, outliveLease: () => sharedClock.advance(60) })) test(`memory: ${title}`, run);

const brokenClock = standingClock();

const broken: [string, () => WebhookStore, RegExp][] = [
  ["forgets", () => ({ once: async (_, effect) => (await effect(undefined), { status: "done" }) }), /An effect happens once|gave/],
  [
    "notes before the effect and never takes it back",
    () => {
      const seen = new Set<string>();
      return {
        once: async (id, effect) => {
          if (seen.has(id)) return { status: "duplicate" };
          seen.add(id);
          await effect(undefined);
          return { status: "done" };
        },
      };
    },
    /gave/,
  ],
  [
    "claims one at a time, whatever the id",
    () => {
      const store = memoryStore();
      let isBusy = false;
      return {
        once: async (id, effect) => {
          if (isBusy) return { status: "in_progress", retryAfterSeconds: 1 };
          isBusy = true;
          try {
            return await store.once(id, effect);
          } finally {
            isBusy = false;
          }
        },
      };
    },
    /gave/,
  ],
  [
    "swallows errors",
    () => {
      const store = memoryStore();
      return { once: (id, effect) => store.once(id, effect).catch(() => ({ status: "done" }) as const) };
    },
    /gave/,
  ],
  ["never gives up a claim", () => memoryStore({ clock: standingClock() }), /gave "in_progress" where "done" is right/],
  [
    "lets a late effect take away the claim of the next",
    () => {
      const done = new Set<string>();
      const running = new Map<string, number>();
      return {
        once: async (id, effect) => {
          if (done.has(id)) return { status: "duplicate" };
          if ((running.get(id) ?? 0) > brokenClock.now()) return { status: "in_progress", retryAfterSeconds: 1 };
          running.set(id, brokenClock.now() + 60_000);
          try {
            await effect(undefined);
            done.add(id);
          } finally {
            running.delete(id);
          }
          return { status: "done" };
        },
      };
    },
    /A third ran beside the second/,
  ],
  [
    "folds case",
    () => {
      const store = memoryStore();
      return { once: (id, effect) => store.once(id.toLowerCase(), effect) };
    },
    /gave/,
  ],
];

test.each(broken)("the conformance kit finds a store that %s", async (_, make, message) => {
  const store = make();
  const outcomes = await Promise.allSettled(storeConformance({ open: () => store, outliveLease: () => brokenClock.advance(60) }).map(({ run }) => run()));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.join("\n")).toMatch(message);
});

test("memory forgets an event after its time, and not before", async () => {
  const clock = standingClock();
  const store = memoryStore({ clock, keepSeconds: 60 });
  const once = async (): Promise<string> => (await store.once("evt_1", async () => {})).status;
  expect(await once()).toBe("done");
  clock.advance(59);
  expect(await once()).toBe("duplicate");
  clock.advance(1);
  expect(await once()).toBe("done");
});

// The claims of this store had no end once: a handler that never settled kept its event for as long as the process
// lived, every repetition was told 409, and at the sender it became a dead letter that no retry could bring there.
test("an event whose handler never ends is handled again when the lease is over", async () => {
  const clock = standingClock();
  const begun = Promise.withResolvers<void>();
  let runs = 0;
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore({ clock }), clock }).on("member.added", () => {
    runs += 1;
    begun.resolve();
    return runs === 1 ? new Promise(() => {}) : undefined;
  });
  const request = (): Promise<Request> => signedRequest(exampleEvent("member.added"), secret, { clock });
  void receiver.handle(await request());
  await begun.promise;
  clock.advance(59);
  expect([(await receiver.handle(await request())).status, runs]).toEqual([409, 1]);
  clock.advance(1);
  expect([(await receiver.handle(await request())).status, runs]).toEqual([204, 2]);
  expect([(await receiver.handle(await request())).status, runs]).toEqual([204, 2]);
});

test("the lease of memory is what leaseSeconds says, and a repetition is told to wait no longer", async () => {
  const clock = standingClock();
  const store = memoryStore({ clock, leaseSeconds: 0.5 });
  void store.once("evt_1", () => new Promise(() => {}));
  expect(await store.once("evt_1", async () => {})).toEqual({ status: "in_progress", retryAfterSeconds: 0.5 });
  clock.advance(0.5);
  expect(await store.once("evt_1", async () => {})).toEqual({ status: "done" });
});

test("memory keeps the newest events when there are too many", async () => {
  const store = memoryStore({ maxEvents: 3 });
  const once = async (id: string): Promise<string> => (await store.once(id, async () => {})).status;
  for (const id of ["a", "b", "c", "d"]) expect(await once(id)).toBe("done");
  expect(await once("d")).toBe("duplicate");
  expect(await once("b")).toBe("duplicate");
  expect(await once("a")).toBe("done");
});

test.each([{ leaseSeconds: 0 }, { keepSeconds: 0 }, { maxEvents: 0 }, { keepSeconds: Number.NaN }])("memory refuses %j", (options) => {
  let error: unknown;
  try {
    memoryStore(options);
  } catch (thrown) {
    error = thrown;
  }
  expect(isWebhookError(error, "option_invalid")).toBe(true);
  expect(String(error)).toMatch(/leaseSeconds, keepSeconds and maxEvents of memoryStore have to be positive/);
});
