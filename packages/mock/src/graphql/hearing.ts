import type { Commit } from "../kernel/commit.ts";
import type { Interest } from "./socket-events.ts";

/** What a socket knows of its subscriptions. */
export interface Hearing {
  readonly interest: Interest;
  /** Whether its client was sent everything that there is for it. */
  readonly isUpToDate: boolean;
  /** Ends it when what it hears may not be heard any more. */
  judgeAnew(): void;
  /** Hears what a commit has for it. */
  take(commit: Commit): void;
  end(): void;
}
