import type { OperationRow } from "../operation-row.ts";
import type { Principal } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import type { Exchange } from "./exchange.ts";
import type { Repetition } from "./repetition.ts";

/** A request that was admitted, in which operations are run. */
export interface OuterCall {
  readonly exchange: Exchange;
  readonly principal: Principal;
  readonly requestId: string;
  readonly traceId: string | undefined;
  /** Notes what became of the idempotency key; absent where there is none. */
  readonly repetition?: Repetition | undefined;
  /** The state that reads see; the present one when absent. */
  readonly read?: MockReaders;
}

/** What it answers. */
export interface InnerAnswer {
  readonly body: unknown;
  /** The cursor of what follows an item, where it is a page. */
  readonly cursorAfter?: ((index: number) => string) | undefined;
}

/** A call of an operation inside such a request, read already. */
export interface InnerCall {
  readonly row: OperationRow;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Nothing where there is no body. */
  readonly body: unknown;
  /** Headers that stand instead of those of the request, in lower case. */
  readonly headers: Readonly<Record<string, string | null>>;
}
