import { MockError } from "../mock-error.ts";
import type { AnySocket } from "./any-socket.ts";
import type { RealtimeHub } from "./hub.ts";
import { socketLimits } from "./socket-limits.ts";
import type { Topic } from "./topic.ts";

/** A socket, as `mock.realtime.connections` lists it. */
export interface RealtimeConnection {
  readonly id: string;
  /** The subprotocol that it speaks: that of `@plinto/realtime`, or that of GraphQL. */
  readonly protocol: "plinto.v1" | "graphql-transport-ws";
  readonly state: "authenticating" | "open" | "draining" | "closed";
  /** Who it speaks for; null while it authenticates. */
  readonly principal: { readonly type: "user" | "environment_key"; readonly id: string } | null;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** The topics that it is subscribed to, each with the offset up to which it was sent everything; null for GraphQL, which has none. */
  readonly topics: readonly { readonly topic: string; readonly offset: number | null }[];
}

/** Which sockets something happens to. */
export interface RealtimeTarget {
  /** The id of a connection. All of them when absent. */
  readonly connection?: string;
}

/** The sockets of a mock, those of GraphQL among them, and what can happen to them. Everything takes effect at once. */
export interface MockRealtime {
  /** The sockets that are open, of both protocols, oldest first. */
  readonly connections: readonly RealtimeConnection[];
  /**
   * Loses connections as a network does, without a close code: when `afterBytes` more have been sent (0 or more), at once when it is absent.
   *
   * @throws MockError `connection_unknown`, `option_invalid`
   */
  cut(options?: RealtimeTarget & { readonly afterBytes?: number }): void;
  /** Keeps everything back that is sent, until `resume`. @throws MockError `connection_unknown` */
  stall(options?: RealtimeTarget): void;
  /** Sends what was kept back. @throws MockError `connection_unknown` */
  resume(options?: RealtimeTarget): void;
  /** Sends the next frames of events twice: `times` of them (1 or more), 1 when absent. Not for sockets of GraphQL. @throws MockError `connection_unknown`, `option_invalid` */
  duplicate(options?: RealtimeTarget & { readonly times?: number }): void;
  /** Sends the next frame of events after the one that follows it: `times` over (1 or more), 1 when absent. Not for sockets of GraphQL. @throws MockError `connection_unknown`, `option_invalid` */
  reorder(options?: RealtimeTarget & { readonly times?: number }): void;
  /** Offsets start anew, as if the server had lost them: of one topic, of all when absent. GraphQL has none. @throws MockError `topic_unknown` when nobody listens to it */
  resetEpoch(topic?: string): void;
  /** Nothing from before can be recovered: of one topic, of all when absent. GraphQL goes on by the history of the world, which stays. @throws MockError `topic_unknown` when nobody listens to it */
  truncateHistory(topic?: string): void;
  /** Ends connections as if their credentials had run out. @throws MockError `connection_unknown` */
  expire(options?: RealtimeTarget): void;
  /**
   * Announces that the server goes away: clients connect anew within `windowMs` (5,000 when absent) after `delayMs` (0 when
   * absent), at 60,000 each at most. What is still open then is closed. A socket of GraphQL, whose protocol has no frame for
   * it, is closed at once with these times in the reason.
   *
   * @throws MockError `connection_unknown`, `option_invalid`
   */
  drain(options?: RealtimeTarget & { readonly delayMs?: number; readonly windowMs?: number }): void;
}

/** Steers the sockets of a world. */
export function steerRealtime(hub: RealtimeHub): MockRealtime {
  const { room } = hub;
  const chosen = (target: RealtimeTarget = {}): readonly AnySocket[] => {
    const all = [...room.sockets];
    if (target.connection === undefined) return all;
    const found = all.filter(({ id }) => id === target.connection);
    if (found.length === 0) throw new MockError("connection_unknown", "There is no such connection. mock.realtime.connections lists those that are open.");
    return found;
  };
  /** Those whose frames of events may come twice or late: the other protocol has nothing that a client could tell it by. */
  const withOffsets = (target: RealtimeTarget): readonly AnySocket[] => {
    const found = chosen(target).filter(({ protocol }) => protocol === "plinto.v1");
    if (target.connection !== undefined && found.length === 0)
      throw new MockError("connection_unknown", "The connection speaks graphql-transport-ws, whose events have no offsets. Choose one of plinto.v1.");
    return found;
  };
  const topicsOf = (name: string | undefined): readonly Topic[] => {
    if (name === undefined) return [...hub.topics.values()];
    const topic = hub.topics.get(name);
    if (!topic) throw new MockError("topic_unknown", `Nobody listens to the topic ${JSON.stringify(name.slice(0, 100))}.`);
    return [topic];
  };
  return {
    get connections() {
      return [...room.sockets].map(shown);
    },
    cut({ afterBytes, ...target } = {}) {
      if (afterBytes !== undefined) checkWhole({ afterBytes }, 0);
      for (const connection of chosen(target)) {
        if (afterBytes === undefined) connection.drop();
        else connection.outbox.cutAfter(afterBytes);
      }
    },
    stall: (target) => chosen(target).forEach(({ outbox }) => outbox.stall()),
    resume: (target) => chosen(target).forEach(({ outbox }) => outbox.resume()),
    duplicate({ times = 1, ...target } = {}) {
      checkWhole({ times }, 1);
      for (const { outbox } of withOffsets(target)) outbox.duplicate(times);
    },
    reorder({ times = 1, ...target } = {}) {
      checkWhole({ times }, 1);
      for (const { outbox } of withOffsets(target)) outbox.reorder(times);
    },
    resetEpoch: (topic) => hub.delivery.restart(topicsOf(topic)),
    truncateHistory: (topic) => hub.delivery.truncate(topicsOf(topic)),
    expire: (target) => chosen(target).forEach((connection) => connection.expire()),
    drain({ delayMs = 0, windowMs = socketLimits.drainWindowMs, ...target } = {}) {
      checkWhole({ delayMs, windowMs }, 0, 60_000);
      for (const connection of chosen(target)) connection.drain(delayMs, windowMs);
    },
  };
}

/** @throws MockError `option_invalid` */
function checkWhole(options: Readonly<Record<string, number>>, least: number, most = Number.MAX_SAFE_INTEGER): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new MockError(
      "option_invalid",
      `The option ${name} must be a whole number ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of ${least} or more`}.`,
    );
  }
}

function shown({ id, protocol, state, principal, openedAt, listensTo }: AnySocket): RealtimeConnection {
  const who =
    principal && (principal.kind === "user" ? { type: "user" as const, id: principal.userId } : { type: "environment_key" as const, id: principal.keyId });
  return {
    id,
    protocol,
    state,
    principal: who ?? null,
    openedAt,
    topics: listensTo.map(({ topic, offset }) => ({ topic: topic.text, offset })),
  };
}
