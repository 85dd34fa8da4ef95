/** An async iterator over the items of a topic. */

import { type ReadPolicy, createItemQueue } from "./item-queue.ts";
import type { TopicItem } from "./topic-state.ts";

/** The writing end of an iterator. */
export interface Reader {
  push(item: TopicItem): void;
  /** No item follows; with an error, reading fails once what waits is read. */
  end(error?: unknown): void;
  readonly iterator: AsyncIterableIterator<TopicItem>;
}

export function createReader(policy: ReadPolicy<never> | undefined, onDone: (reader: Reader) => void): Reader {
  const queue = createItemQueue(policy);
  const waiting: { resolve: (result: IteratorResult<TopicItem>) => void; reject: (error: unknown) => void }[] = [];
  let ended: { error?: unknown } | undefined;

  const reader: Reader = {
    push(item) {
      if (ended) return;
      try {
        queue.push(item);
      } catch (error) {
        // A key that throws: there is no telling what this reader wants, and the others are not to suffer.
        return reader.end(error);
      }
      const next = waiting.shift();
      if (next) next.resolve({ done: false, value: queue.shift()! });
    },
    end(error) {
      if (ended) return;
      ended = { error };
      for (const { resolve, reject } of waiting.splice(0)) {
        if (error === undefined) resolve({ done: true, value: undefined });
        else reject(error);
      }
      onDone(reader);
    },
    iterator: {
      next: () =>
        new Promise((resolve, reject) => {
          const value = queue.shift();
          if (value) return resolve({ done: false, value });
          if (!ended) return void waiting.push({ resolve, reject });
          const { error } = ended;
          // Told once; whoever reads on finds the end.
          ended = {};
          if (error === undefined) resolve({ done: true, value: undefined });
          else reject(error);
        }),
      return: () => {
        reader.end();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
  return reader;
}
