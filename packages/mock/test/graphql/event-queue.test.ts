import { expect, test } from "vitest";
import { EventQueue } from "../../src/graphql/event-queue.ts";
import type { PlacedEvent } from "../../src/graphql/socket-events.ts";

const placed = (cursor: string): PlacedEvent => ({ event: {} as PlacedEvent["event"], cursor });

test("a queue is idle until something comes, and again when whoever reads it has dealt with everything and asks for more", async () => {
  const queue = new EventQueue();
  const reader = queue[Symbol.asyncIterator]();
  expect(queue.isIdle).toBe(true);
  const first = reader.next();
  expect(queue.isIdle).toBe(true);
  queue.push(placed("1"));
  expect(queue.isIdle).toBe(false);
  expect((await first).value).toEqual(placed("1"));
  // It was read, but what is made of it may be on its way.
  expect(queue.isIdle).toBe(false);
  const second = reader.next();
  await Promise.resolve();
  expect(queue.isIdle).toBe(true);
  queue.end();
  expect(await second).toEqual({ done: true, value: undefined });
});
