import { expect, test } from "vitest";
import { createWebhookReceiver, isWebhookError, memoryStore, type CatchUpOptions, type EventPage, type WebhookReceiver } from "../src/index.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";
import { failure, secret, standingClock } from "./support/fixtures.ts";

const of = (id: string) => exampleEvent("member.added", { id });
const pages: Readonly<Record<string, EventPage>> = {
  begin: { data: [of("evt_1"), of("evt_2")], nextCursor: "second" },
  second: { data: [of("evt_3"), of("evt_4"), of("evt_5")], nextCursor: "third" },
  third: { data: [of("evt_6")], nextCursor: null },
};

/** A receiver that a delivery of one event keeps busy until it is told how that ends. */
async function busyWith(id: string, clock = standingClock()) {
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const handled: string[] = [];
  let isFirst = true;
  const receiver: WebhookReceiver = createWebhookReceiver({ secrets: secret, store: memoryStore({ clock }), clock, onError: () => {} });
  receiver.on("member.added", async (event) => {
    if (event.id === id && isFirst) {
      isFirst = false;
      begun.resolve();
      await finish.promise;
    }
    handled.push(event.id);
  });
  const delivery = receiver.handle(await signedRequest(of(id), secret, { clock }));
  await begun.promise;
  const asked: (string | undefined)[] = [];
  const source = {
    list: async ({ cursor }: { cursor?: string }) => {
      asked.push(cursor);
      return pages[cursor ?? "begin"]!;
    },
  };
  const waited: number[] = [];
  const cursors: string[] = [];
  const run = (options: CatchUpOptions = {}, during: (waits: number) => unknown = () => {}) =>
    receiver.catchUp(source, {
      wait: async (seconds) => {
        waited.push(seconds);
        clock.advance(seconds);
        await during(waited.length);
      },
      onCursor: (cursor) => void cursors.push(cursor),
      ...options,
    });
  return { run, delivery, finish, handled, asked, waited, cursors };
}

// Catching up went past an event that a delivery was handling, and gave back a cursor behind it. When the delivery then
// failed, no later run came back to the event.
test("an event that a delivery is handling is waited for, and handled when the delivery fails", async () => {
  const { run, delivery, finish, handled, waited, cursors } = await busyWith("evt_3");
  const result = await run({}, async (waits) => {
    if (waits !== 3) return;
    finish.reject(new Error("the database is gone"));
    expect((await delivery).status).toBe(500);
  });
  expect(result).toEqual({ done: 6, duplicates: 0, unhandled: 0, inProgress: 0, cursor: "third" });
  expect(handled).toEqual(["evt_1", "evt_2", "evt_3", "evt_4", "evt_5", "evt_6"]);
  expect(waited).toEqual([1, 1, 1]);
  expect(cursors).toEqual(["second", "third"]);
});

test("an event that a delivery has handled meanwhile is a repetition", async () => {
  const { run, delivery, finish, handled } = await busyWith("evt_1");
  const result = await run({}, async () => {
    finish.resolve();
    expect((await delivery).status).toBe(204);
  });
  expect(result).toEqual({ done: 5, duplicates: 1, unhandled: 0, inProgress: 0, cursor: "third" });
  expect(handled).toEqual(["evt_1", "evt_2", "evt_3", "evt_4", "evt_5", "evt_6"]);
});

test("a run stops before an event that is handled for longer, says so, and the next run begins with its page", async () => {
  const { run, delivery, finish, handled, asked, waited, cursors } = await busyWith("evt_4");
  const stopped = await run({ waitSeconds: 2.5 });
  expect(stopped).toEqual({ done: 3, duplicates: 0, unhandled: 0, inProgress: 1, cursor: "second" });
  expect(waited).toEqual([1, 1, 0.5]);
  expect(cursors).toEqual(["second"]);
  finish.reject(new Error("the database is gone"));
  expect((await delivery).status).toBe(500);
  const result = await run({ cursor: stopped.cursor! });
  expect(result).toEqual({ done: 3, duplicates: 1, unhandled: 0, inProgress: 0, cursor: "third" });
  expect(handled).toEqual(["evt_1", "evt_2", "evt_3", "evt_4", "evt_5", "evt_6"]);
  expect(asked).toEqual([undefined, "second", "second", "third"]);
});

test("a run that may not wait stops at once, and at the first page has no cursor", async () => {
  const { run, finish, handled, waited } = await busyWith("evt_2");
  expect(await run({ waitSeconds: 0 })).toEqual({ done: 1, duplicates: 0, unhandled: 0, inProgress: 1, cursor: undefined });
  expect([handled, waited]).toEqual([["evt_1"], []]);
  finish.resolve();
});

test("a handler that never ends holds a run up for its lease and no longer", async () => {
  const { run, handled, waited } = await busyWith("evt_2");
  expect(await run()).toMatchObject({ done: 6, inProgress: 0 });
  expect(waited).toHaveLength(60);
  expect(handled).toContain("evt_2");
});

test("without a timer of its own it waits by the machine's", async () => {
  const clock = standingClock();
  const { run, delivery, finish } = await busyWith("evt_6", clock);
  const stopped = await run({ waitSeconds: 0.01, wait: undefined as never });
  expect(stopped).toMatchObject({ done: 5, inProgress: 1, cursor: "third" });
  finish.resolve();
  expect((await delivery).status).toBe(204);
});

test.each([-1, Number.NaN])("waitSeconds of %d is refused", async (waitSeconds) => {
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore() });
  const error = await failure(receiver.catchUp({ list: async () => pages["third"]! }, { waitSeconds }));
  expect(isWebhookError(error, "option_invalid")).toBe(true);
  expect(String(error)).toMatch(/waitSeconds of catchUp has to be 0 or more/);
});
