/** The same for many rows, some at a time. */

import { configError } from "./errors.ts";

/** What came of a row. */
export type BulkRow<Row, Result> =
  | { readonly ok: true; readonly index: number; readonly row: Row; readonly data: Result }
  | { readonly ok: false; readonly index: number; readonly row: Row; readonly error: unknown };

/** What the work on a row gets beside it. */
export interface BulkContext {
  /** From 0. */
  readonly index: number;
  /**
   * Options for the call that the row is for: the signal, which aborts when the whole is aborted, and, where the run has a
   * `key`, an idempotency key of this row, so that running the same rows again within a day changes nothing twice.
   */
  readonly options: { readonly signal: AbortSignal; readonly idempotencyKey?: string };
}

/** Options of {@link bulk}. */
export interface BulkOptions<Row, Result> {
  /** Rows that are worked on at a time. Default 8. */
  concurrency?: number;
  /** Names the run, for the idempotency keys of its rows: 1 to 200 characters that a header can carry. Default: none. */
  key?: string;
  /** Begins no further row, aborts what is under way, and waits for the source no longer. */
  signal?: AbortSignal;
  /** Told of each row when it is done, in the order in which they are. What it throws ends the run. */
  onRow?: (row: BulkRow<Row, Result>, done: number) => void;
}

/** What came of all. */
export interface BulkReport<Row, Result> {
  /** One for each row that was begun, in the order of the rows. */
  readonly rows: readonly BulkRow<Row, Result>[];
  readonly succeeded: number;
  readonly failed: number;
  /** Whether the signal ended it before the last row. */
  readonly aborted: boolean;
}

/**
 * Works on rows, a bounded number at a time. A row that fails is told in the report and stops no other. Rows may come from
 * a generator or a stream: they are asked for as they are needed.
 *
 * @throws `PlintoError` `option_invalid`; what the source of the rows or `onRow` throws, once nobody is at work any more
 * @example
 * const { failed, rows } = await bulk(csvRows, (row, { options }) => admin.users.create(row, options), {
 *   key: "import-2030-01-01",
 *   onRow: (_, done) => console.log(`${done} done`),
 * });
 * for (const row of rows) if (!row.ok) console.error(row.index, row.error);
 */
export async function bulk<Row, Result>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  work: (row: Row, context: BulkContext) => PromiseLike<Result> | Result,
  options: BulkOptions<Row, Result> = {},
): Promise<BulkReport<Row, Result>> {
  const { concurrency = 8, key, signal: outer, onRow } = options;
  if (!(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1_000))
    throw configError("option_invalid", "concurrency must be a whole number from 1 to 1,000");
  if (key !== undefined && !/^[!-~]{1,200}$/.test(key))
    throw configError("option_invalid", "key must be 1 to 200 characters that a header can carry, without spaces");
  const source = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const stopping = new AbortController();
  const follow = (): void => stopping.abort(outer?.reason);
  if (outer?.aborted) follow();
  outer?.addEventListener("abort", follow);
  const { signal } = stopping;
  const report: BulkRow<Row, Result>[] = [];
  let begun = 0;
  let done = 0;
  let isDrained = false;
  let isHanging = false;
  // A generator is asked for one row at a time.
  let asking: Promise<unknown> = Promise.resolve();

  const nextRow = (): Promise<{ readonly row: Row; readonly index: number } | undefined> => {
    const asked = asking.then(async () => {
      if (isDrained || signal.aborted) return undefined;
      const next = await unlessAborted(source.next(), signal);
      if (next && !next.done) return { row: next.value, index: begun++ };
      if (next) isDrained = true;
      else isHanging = true;
      return undefined;
    });
    asking = asked.catch(() => {});
    return asked;
  };
  const attempt = async (row: Row, index: number): Promise<BulkRow<Row, Result>> => {
    try {
      return { ok: true, index, row, data: await work(row, { index, options: { signal, ...(key !== undefined && { idempotencyKey: `${key}-${index}` }) } }) };
    } catch (error) {
      return { ok: false, index, row, error };
    }
  };
  const worker = async (): Promise<void> => {
    for (let next = await nextRow(); next; next = await nextRow()) {
      const result = await attempt(next.row, next.index);
      report[next.index] = result;
      done += 1;
      onRow?.(result, done);
    }
  };

  const workers = Array.from({ length: concurrency }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    // The source or onRow has failed: nothing new begins, and nobody is left working on when this is told.
    stopping.abort(error);
    await Promise.allSettled(workers);
    throw error;
  } finally {
    outer?.removeEventListener("abort", follow);
    if (!isDrained) {
      const ended = Promise.resolve(source.return?.());
      // A generator that hangs ends when it goes on, which may be never.
      if (isHanging) ended.catch(() => {});
      else await ended;
    }
  }
  const failed = report.filter((row) => !row.ok).length;
  return { rows: report, succeeded: report.length - failed, failed, aborted: signal.aborted && !isDrained };
}

/** What a promise gives; nothing where the signal is aborted before. */
function unlessAborted<Value>(value: Value | PromiseLike<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener("abort", stop);
    void Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
