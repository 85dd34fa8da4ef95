/** The last transitions, each with its reason: what `explain()` tells. */

import type { ConnectionStatus } from "./connection-state.ts";

/** One line of {@link Realtime.explain}. */
export interface Transition {
  /** Milliseconds since the epoch, on the client's clock. */
  readonly at: number;
  readonly from: ConnectionStatus;
  readonly to: ConnectionStatus;
  /** Why, for people; never has a token. */
  readonly reason: string;
}

const KEPT = 50;

/** Remembers the last fifty. */
export interface Journal {
  add(transition: Transition): void;
  list(): Transition[];
}

export function createJournal(): Journal {
  const lines: Transition[] = [];
  return {
    add(transition) {
      lines.push(transition);
      if (lines.length > KEPT) lines.shift();
    },
    list: () => [...lines],
  };
}
