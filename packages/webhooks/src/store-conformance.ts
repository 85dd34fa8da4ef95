/** What every store has to do, as cases that any test runner can run. */

import type { OnceResult, WebhookStore } from "./store.ts";

/** A store that is put to the test. */
export interface StoreSetup<Tx> {
  /** Opens the store, twice for what two replicas share: over one database, one server, one namespace. Empty at first. */
  open(): WebhookStore<Tx> | Promise<WebhookStore<Tx>>;
  /**
   * Whether a second caller waits for the first instead of being told `in_progress`, as over one single connection.
   * Default `false`.
   */
  readonly waits?: boolean;
  /**
   * Lets the lease of an event's claim run out: moves the clock that the store goes by, or lets the key expire. Absent
   * where a claim ends with the process that made it, as the lock of a transaction does: then nothing about leases is asked.
   *
   * @param id of the event
   */
  readonly outliveLease?: (id: string) => void | Promise<void>;
}

/** One promise of a store. */
export interface ConformanceCase {
  /** The promise, as a sentence. */
  readonly title: string;
  /** Rejects where the promise is broken. */
  run(): Promise<void>;
}

/**
 * The promises that a receiver builds on. Run each as a test of its own.
 *
 * @param setup makes an empty store that the cases share, each with ids of its own
 *
 * @example
 * const clock = { ms: 0, now: () => clock.ms };
 * const setup = { open: () => myStore({ clock, leaseSeconds: 60 }), outliveLease: () => void (clock.ms += 60_000) };
 * for (const { title, run } of storeConformance(setup)) test(title, run);
 */
export function storeConformance<Tx>({ open, waits = false, outliveLease }: StoreSetup<Tx>): ConformanceCase[] {
  const one = (title: string, run: (a: WebhookStore<Tx>, b: WebhookStore<Tx>, id: string) => Promise<void>): ConformanceCase => ({
    title,
    run: async () => run(await open(), await open(), `evt_${title.replaceAll(/\W+/g, "_")}`),
  });
  return [
    one("an effect happens once, however often it is asked for", async (a, b, id) => {
      let effects = 0;
      const effect = async (): Promise<void> => void effects++;
      const statuses = [(await a.once(id, effect)).status, (await a.once(id, effect)).status, (await b.once(id, effect)).status];
      expectEqual(statuses, ["done", "duplicate", "duplicate"]);
      expectEqual(effects, 1);
    }),
    one("two ids do not get in each other's way", async (a, b, id) => {
      const inner: string[] = [];
      const outer = await a.once(`${id}_1`, async () => {
        if (!waits) inner.push((await b.once(`${id}_2`, async () => {})).status);
      });
      if (waits) inner.push((await b.once(`${id}_2`, async () => {})).status);
      expectEqual([outer.status, ...inner], ["done", "done"]);
    }),
    one("of many callers at the same time one has the effect", async (a, b, id) => {
      let effects = 0;
      const calls = Array.from({ length: 20 }, async (_, index) => (index % 2 ? a : b).once(id, async () => void effects++));
      const statuses = (await Promise.all(calls)).map(({ status }) => status);
      expectEqual(effects, 1);
      expectEqual(statuses.filter((status) => status === "done").length, 1);
    }),
    one("while the effect runs, others are told so, with a time to wait", async (a, b, id) => {
      if (waits) return;
      await a.once(id, async () => {
        const second = await b.once(id, async () => fail("The effect ran twice at the same time."));
        expectEqual(second.status, "in_progress");
        expectEqual(second.status === "in_progress" && second.retryAfterSeconds >= 0, true);
      });
    }),
    one("an effect that throws is forgotten, and its error goes to the caller", async (a, b, id) => {
      const cause = new Error("the effect");
      const thrown = await a
        .once(id, async () => {
          throw cause;
        })
        .catch((error: unknown) => error);
      expectEqual(thrown === cause, true);
      expectEqual((await b.once(id, async () => {})).status, "done");
      expectEqual((await a.once(id, async () => fail("The effect ran twice."))).status, "duplicate");
    }),
    one("ids are told apart to the last character", async (a, _, id) => {
      const ids = [`${id}a`, `${id}A`, `${id}a'`, `${id}a:`, `${id}%`, `${id}_`];
      const statuses: string[] = [];
      for (const each of ids) statuses.push((await a.once(each, async () => {})).status);
      expectEqual(
        statuses,
        ids.map(() => "done"),
      );
    }),
    ...(outliveLease ? leaseCases(one, outliveLease) : []),
  ];
}

type MakeCase<Tx> = (title: string, run: (a: WebhookStore<Tx>, b: WebhookStore<Tx>, id: string) => Promise<void>) => ConformanceCase;

/** What a lease is for, and what it must not do. */
function leaseCases<Tx>(one: MakeCase<Tx>, outliveLease: (id: string) => void | Promise<void>): ConformanceCase[] {
  return [
    one("an effect that never ends keeps its event for the lease and no longer", async (a, b, id) => {
      const hung = await begun(a, id);
      expectEqual((await b.once(id, async () => fail("The effect ran twice at the same time."))).status, "in_progress");
      await outliveLease(id);
      expectEqual((await b.once(id, async () => {})).status, "done");
      hung.end();
      expectEqual((await hung.result).status, "done");
      expectEqual((await a.once(id, async () => fail("The effect ran after it was done."))).status, "duplicate");
    }),
    one("a late effect that throws does not take away the claim of the next", async (a, b, id) => {
      const late = await begun(a, id);
      await outliveLease(id);
      const next = await begun(b, id);
      late.end(new Error("late"));
      await late.result.catch(() => {});
      expectEqual((await a.once(id, async () => fail("A third ran beside the second."))).status, "in_progress");
      next.end();
      expectEqual((await next.result).status, "done");
      expectEqual((await a.once(id, async () => fail("The effect ran after it was done."))).status, "duplicate");
    }),
  ];
}

/** An effect that has begun and ends when it is told to. */
async function begun<Tx>(store: WebhookStore<Tx>, id: string): Promise<{ readonly result: Promise<OnceResult>; end(error?: Error): void }> {
  let end!: (error?: Error) => void;
  let result!: Promise<OnceResult>;
  await new Promise<void>((resolve, reject) => {
    result = store.once(
      id,
      () =>
        new Promise((done, failed) => {
          end = (error) => (error ? failed(error) : done());
          resolve();
        }),
    );
    result.then(({ status }) => reject(new Error(`The store gave ${status} where the effect was to run.`)), reject);
  });
  return { result, end };
}

function expectEqual(actual: unknown, expected: unknown): void {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== wanted) fail(`The store gave ${is} where ${wanted} is right.`);
}

function fail(message: string): never {
  throw new Error(message);
}
