import type { ConnectionStatus } from "@plinto/realtime";
import { useSyncExternalStore } from "react";
import { useLive } from "./context.ts";
import type { LiveTopic } from "./topics.ts";

/** Answer of {@link useRealtime}. */
export interface Live {
  /** Where the connection stands; `open` is connected. On a server `idle`. */
  readonly status: ConnectionStatus;
  /** What is heard now. */
  readonly topics: readonly LiveTopic[];
  /** What the person may not hear. */
  readonly refused: readonly LiveTopic[];
  /** Connects anew now, without waiting for a timer. */
  reconnect(): void;
}

/**
 * How live the page is.
 *
 * @throws `PlintoError` of the kind `config`: `realtime_missing`
 * @example
 * const { status } = useRealtime();
 * if (status !== "open") return <p>What you see may be old.</p>;
 */
export function useRealtime(): Live {
  const live = useLive();
  const { status, hearing } = useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot);
  const all = (how: string): LiveTopic[] => (Object.keys(hearing) as LiveTopic[]).filter((topic) => hearing[topic] === how);
  return { status, topics: all("live"), refused: all("refused"), reconnect: live.reconnect };
}
