import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";
import fc from "fast-check";
import { bulk, createPlintoAdmin } from "../src/index.ts";

test("a list of people is imported with the outcome of each row, and running it again changes nothing twice", async () => {
  const mock = createMock();
  const { baseUrl, fetch, clock } = mock.connect();
  const admin = createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey });
  const emails = ["one@new.test", "not an address", "two@new.test", "ada@acme.test"];
  const done: number[] = [];
  const run = () =>
    bulk(emails, (email, { options }) => admin.users.create({ email }, options), {
      key: "import-1",
      concurrency: 2,
      onRow: (_, count) => done.push(count),
    });
  const first = await run();
  expect(first).toMatchObject({ succeeded: 2, failed: 2, aborted: false });
  expect(first.rows.map(({ index, row, ok }) => [index, row, ok])).toEqual([
    [0, "one@new.test", true],
    [1, "not an address", false],
    [2, "two@new.test", true],
    [3, "ada@acme.test", false],
  ]);
  expect(first.rows.flatMap((row) => (row.ok ? [] : [(row.error as { code: string }).code]))).toEqual(["validation_failed", "email_taken"]);
  expect(done).toEqual([1, 2, 3, 4]);
  const again = await run();
  expect(again.rows.flatMap((row) => (row.ok ? [row.data.id] : []))).toEqual(first.rows.flatMap((row) => (row.ok ? [row.data.id] : [])));
});

test("never more rows are worked on than asked for, each once, and the report is in their order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), async (fates, concurrency) => {
      let [working, most] = [0, 0];
      const seen: number[] = [];
      const report = await bulk(
        fates,
        async (isGood, { index }) => {
          seen.push(index);
          most = Math.max(most, ++working);
          for (let turn = 0; turn <= (index * 7) % 5; turn += 1) await Promise.resolve();
          working -= 1;
          if (!isGood) throw new Error(`row ${index}`);
          return index;
        },
        { concurrency },
      );
      expect(most).toBeLessThanOrEqual(concurrency);
      expect(seen.toSorted((a, b) => a - b)).toEqual(fates.map((_, index) => index));
      expect(report.rows.map((row) => [row.index, row.row, row.ok])).toEqual(fates.map((isGood, index) => [index, isGood, isGood]));
      expect(report.succeeded + report.failed).toBe(fates.length);
    }),
  );
});

test("rows of a stream are asked for as they are needed", async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<number> {
    for (;;) yield asked++;
  }
  const ending = new AbortController();
  const report = await bulk(endless(), (row) => (row === 10 ? ending.abort() : undefined), { concurrency: 3, signal: ending.signal });
  expect(report.aborted).toBe(true);
  expect(asked).toBeLessThanOrEqual(14);
  expect(report.rows.length).toBeGreaterThanOrEqual(11);
});

test("a signal that is aborted already begins nothing", async () => {
  expect(await bulk([1, 2], () => expect.unreachable(), { signal: AbortSignal.abort() })).toEqual({ rows: [], succeeded: 0, failed: 0, aborted: true });
});

/** What a promise gives, or that it gives nothing for many turns of the event loop. */
async function soon<Value>(promise: Promise<Value>): Promise<Value | "still waiting"> {
  const turns = async (): Promise<"still waiting"> => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return "still waiting";
  };
  return Promise.race([promise, turns()]);
}

// The signal was looked at between rows alone: a source that hangs held the whole for good.
test("an abort ends it while the source hangs, also one whose end hangs", async () => {
  const ending = new AbortController();
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  async function* hanging(): AsyncGenerator<number> {
    yield 1;
    isAsked();
    await new Promise(() => {});
  }
  const run = bulk(hanging(), (row) => row * 2, { signal: ending.signal, concurrency: 3 });
  await asked;
  ending.abort();
  expect(await soon(run)).toEqual({ rows: [{ ok: true, index: 0, row: 1, data: 2 }], succeeded: 1, failed: 0, aborted: true });
});

test("what onRow throws ends the run, also while the source hangs", async () => {
  async function* hanging(): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => {});
  }
  const onRow = (): never => {
    throw new Error("the progress bar broke");
  };
  await expect(soon(bulk(hanging(), (row) => row, { onRow }))).rejects.toThrow("the progress bar broke");
});

test("an abort closes a source that waits for nothing", async () => {
  let isClosed = false;
  async function* endless(): AsyncGenerator<number> {
    try {
      for (let row = 0; ; row += 1) yield row;
    } finally {
      isClosed = true;
    }
  }
  const ending = new AbortController();
  expect(await bulk(endless(), () => ending.abort(), { signal: ending.signal, concurrency: 1 })).toMatchObject({ succeeded: 1, aborted: true });
  expect(isClosed).toBe(true);
});

test("a source that fails is told when nobody is at work any more", async () => {
  let working = 0;
  function* broken(): Generator<number> {
    yield 1;
    yield 2;
    throw new Error("line 3 is no CSV");
  }
  const run = bulk(
    broken(),
    async () => {
      working += 1;
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    },
    { concurrency: 2 },
  );
  await expect(run).rejects.toThrow("line 3 is no CSV");
  expect(working).toBe(0);
});

test.each<[object, RegExp]>([
  [{ concurrency: 0 }, /concurrency must be a whole number/],
  [{ concurrency: 1.5 }, /concurrency must be a whole number/],
  [{ key: "with space" }, /key must be 1 to 200 characters/],
])("the options %j are refused", async (options, message) => {
  await expect(bulk([], () => 1, options)).rejects.toMatchObject({ code: "option_invalid", message: expect.stringMatching(message) });
});
