/** One subscription: it goes on where it was, and says when it cannot. */

import { isPlintoError } from "@plinto/core";
import type { Client } from "graphql-ws/client";
import { refusal } from "../errors.ts";
import { guard } from "../guard.ts";
import { failure, type GraphqlFault } from "./failure.ts";

/** What a document came to. */
export interface GraphqlAnswer<Result> {
  /** What was asked for. Null where a refusal left nothing of it. */
  readonly data: Result | null;
  /** What was refused of it. */
  readonly errors: readonly GraphqlFault[];
}

/** Options of a subscription. */
export interface GraphqlSubscriptionOptions {
  /** Told when events were missed that cannot be had any more: fetch anew what depends on them. Never optional. */
  onGap: () => void | Promise<void>;
  /** Ends the subscription. */
  signal?: AbortSignal;
}

/** Live answers, one for each event. Iterate it; leaving the loop ends it. */
export interface GraphqlSubscription<Result> extends AsyncIterable<GraphqlAnswer<Result>> {
  /** Resolves when the server listens: what happens from then on is told. @throws `PlintoError` when it ended before */
  ready(): Promise<void>;
  /** Ends it. */
  close(): void;
}

/** So many answers may wait to be read. */
const LONGEST = 1_000;

interface Parts {
  readonly client: Client;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly options: GraphqlSubscriptionOptions;
  /** Why the socket ended, where it was the socket. */
  readonly reason: () => Error | undefined;
  readonly report: (message: string) => void;
  /** It is being sent to the server. */
  readonly asks: (live: LiveSubscription) => void;
  /** The server has it no more. */
  readonly forget: (live: LiveSubscription) => void;
  readonly closed: (live: LiveSubscription) => void;
}

/** What the socket does with a subscription. */
export interface LiveSubscription {
  /** The server listens: takes the place in history where it began, unless it has a later one. */
  place(cursor: string | undefined): void;
  /** Goes on from this place, up to which it has everything. */
  move(cursor: string): void;
  fail(error?: Error): void;
}

export function createSubscription<Result>(parts: Parts): { readonly subscription: GraphqlSubscription<Result>; readonly live: LiveSubscription } {
  const { client, query, variables, options, report } = parts;
  const waiting: GraphqlAnswer<Result>[] = [];
  /** The place up to which everything has come. */
  let after: string | undefined;
  /** Whether something was missed of which nobody was told yet. */
  let missed = false;
  let wake = (): void => {};
  let over = false;
  let error: Error | undefined;
  let dispose = (): void => {};
  let begun = (): void => {};
  let failed = (_cause: Error): void => {};
  const ready = new Promise<void>((resolve, reject) => {
    begun = resolve;
    failed = reject;
  });
  // Who does not ask is not to be told.
  ready.catch(() => {});

  const end = (cause?: Error): void => {
    if (over) return;
    over = true;
    error = cause;
    dispose();
    options.signal?.removeEventListener("abort", abort);
    parts.forget(live);
    parts.closed(live);
    failed(cause ?? refusal({ code: "closed", message: "The subscription was closed" }));
    wake();
  };
  const abort = (): void => end();
  /** A gap is told when the server listens again: what is fetched anew then misses nothing of what follows. */
  const listens = (): void => {
    begun();
    if (!missed) return;
    missed = false;
    guard(options.onGap, (cause) => report(`onGap failed: ${String(cause)}`));
  };
  const live: LiveSubscription = {
    place(cursor) {
      if (over) return;
      after ??= cursor;
      listens();
    },
    move(cursor) {
      after = cursor;
    },
    fail: end,
  };
  // graphql-ws writes this out anew with every connection.
  const extensions = {
    toJSON() {
      parts.asks(live);
      return { after };
    },
  };
  const begin = (): void => {
    dispose = client.subscribe<Result, Record<string, unknown>>(
      { query, variables, extensions },
      {
        next({ data = null, errors = [], extensions: more }) {
          listens();
          if (typeof more?.["cursor"] === "string") after = more["cursor"];
          if (waiting.length >= LONGEST) return end(refusal({ code: "queue_full", message: `More than ${LONGEST} answers wait to be read` }));
          waiting.push({ data, errors });
          wake();
        },
        error(cause) {
          const [fault] = Array.isArray(cause) ? (cause as GraphqlFault[]) : [];
          if (!fault)
            return end(
              isPlintoError(cause) ? cause : (parts.reason() ?? refusal({ code: "network_error", message: "The connection was lost for good" }, cause)),
            );
          if (fault.extensions?.["code"] !== "cursor_invalid" || after === undefined) return end(failure(fault));
          after = undefined;
          missed = true;
          // An answer of before says nothing about the subscription that follows.
          parts.forget(live);
          begin();
        },
        complete: () => end(),
      },
    );
  };

  const subscription: GraphqlSubscription<Result> = {
    ready: () => ready,
    close: () => end(),
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const next = waiting.shift();
          if (next) yield next;
          else if (over) {
            if (error !== undefined) throw error;
            return;
          } else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        end();
      }
    },
  };
  if (options.signal?.aborted) end();
  else {
    options.signal?.addEventListener("abort", abort);
    begin();
  }
  return { subscription, live };
}
