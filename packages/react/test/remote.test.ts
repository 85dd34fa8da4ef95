import { expect, test } from "vitest";
import { createRemote } from "../src/remote.ts";

/** A loader whose answers are given by hand. */
function byHand(): {
  asked: string[][];
  remote: ReturnType<typeof createRemote<string>>;
  answer: (index: number, value: string | Error, only?: string) => Promise<void>;
} {
  const asked: string[][] = [];
  const waiting: PromiseWithResolvers<string>[][] = [];
  const remote = createRemote<string>((keys) => {
    asked.push([...keys]);
    const own = keys.map(() => Promise.withResolvers<string>());
    waiting.push(own);
    return new Map(keys.map((key, index) => [key, own[index]!.promise]));
  });
  return {
    asked,
    remote,
    answer: async (index, value, only) => {
      for (const [at, { resolve, reject }] of waiting[index]!.entries()) {
        if (only !== undefined && asked[index]![at] !== only) continue;
        if (value instanceof Error) reject(value);
        else resolve(value);
      }
      await turn();
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what is wanted in one go is asked for in one go, and once", async () => {
  const { asked, remote, answer } = byHand();
  remote.want("a");
  remote.want("b");
  remote.want("a");
  await turn();
  expect(asked).toEqual([["a", "b"]]);
  expect(remote.read("a")).toEqual({});
  let told = 0;
  remote.subscribe(() => told++);
  await answer(0, "yes");
  expect([remote.read("a"), remote.read("b"), told]).toEqual([{ value: "yes" }, { value: "yes" }, 1]);
  remote.want("b");
  await turn();
  expect(asked).toHaveLength(1);
});

test("what may have changed is asked again for who still wants it, who keeps the last answer meanwhile", async () => {
  const { asked, remote, answer } = byHand();
  remote.want("a");
  const leave = remote.want("b");
  await turn();
  await answer(0, "yes");
  leave();
  remote.stale();
  await turn();
  expect(asked).toEqual([["a", "b"], ["a"]]);
  expect([remote.read("a"), remote.read("b")]).toEqual([{ value: "yes" }, {}]);
  await answer(1, "no");
  expect(remote.read("a")).toEqual({ value: "no" });
});

test("an answer that was overtaken by a later one is dropped", async () => {
  const { remote, answer } = byHand();
  remote.want("a");
  await turn();
  remote.stale();
  await turn();
  await answer(1, "new");
  await answer(0, "old");
  expect(remote.read("a")).toEqual({ value: "new" });
});

test("a failure keeps the last answer, and is asked again by the next who wants it", async () => {
  const { asked, remote, answer } = byHand();
  remote.want("a");
  await turn();
  await answer(0, "yes");
  remote.stale();
  await turn();
  const error = new Error("away");
  await answer(1, error);
  expect(remote.read("a")).toEqual({ value: "yes", error });
  remote.want("a");
  await turn();
  expect(asked).toHaveLength(3);
});

// One organization that a person had left, among those that the gates of a page asked about, gave every gate an error.
test("a key that cannot be answered, or not yet, holds up no other", async () => {
  const { remote, answer } = byHand();
  for (const key of ["a", "b", "c"]) remote.want(key);
  await turn();
  const error = new Error("left");
  await answer(0, error, "a");
  await answer(0, "yes", "b");
  expect(["a", "b", "c"].map((key) => remote.read(key))).toEqual([{ value: undefined, error }, { value: "yes" }, {}]);
});
