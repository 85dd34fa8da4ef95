import type { ErrorCode } from "@plinto/spec";
import { topics, type TopicRow } from "../generated/realtime.ts";
import { errorCodes } from "../generated/registries.ts";
import type { World } from "../kernel/world.ts";
import { ProblemError, type Problem } from "../pipeline/problem.ts";
import type { MockReaders, MockSchema } from "../schema.ts";
import { lossOf } from "./credential-loss.ts";
import type { Peer, Subscription, Topic } from "./topic.ts";
import type { TopicBoard } from "./topic-board.ts";
import { rightsIn, type TopicRights } from "./topic-rights.ts";

/** Says who may hear what at this moment, and ends what nobody may hear any more. */
export class Judge {
  readonly #world: World<MockSchema>;
  readonly #board: TopicBoard;

  constructor(world: World<MockSchema>, board: TopicBoard) {
    this.#world = world;
    this.#board = board;
  }

  /** Judges a connection and all its topics by the state as it is. */
  judgeAnew(connection: Peer): void {
    if (!connection.principal || !connection.isStillGood()) return;
    for (const subscription of connection.subscriptions.values()) {
      subscription.rights = undefined;
      if (!this.rightsOf(subscription) && connection.state === "closed") return;
    }
  }

  /** What a subscription may read now. When that is nothing any more it has ended. */
  rightsOf(subscription: Subscription): TopicRights | undefined {
    if (subscription.rights && !subscription.rights.passes) return subscription.rights;
    const { connection, topic } = subscription;
    try {
      return (subscription.rights = rightsIn(this.#world.read, connection.asker, topic.address));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const loss = lossOf(error.problem.code);
      if (loss) connection.close(loss);
      else {
        this.#board.leave(subscription);
        connection.send({ kind: "unsubscription", topic: topic.address.text, reason: this.#reasonOf(topic, error.problem) });
      }
      return undefined;
    }
  }

  /** Answers a frame as a call would end that was refused so. @throws what is no refusal */
  refuse(connection: Peer, id: string, error: unknown): void {
    if (!(error instanceof ProblemError)) throw error;
    const { code, detail } = error.problem;
    const loss = lossOf(code);
    if (loss) connection.close(loss);
    else connection.refuse(id, code, detail ?? errorCodes[code satisfies ErrorCode].fix);
  }

  #reasonOf({ address }: Topic, { code }: Problem): "membership_lost" | "permission_lost" | "topic_gone" {
    const { read } = this.#world;
    const { parameter } = topics[address.name];
    if (parameter && !isThere[parameter](read, address.id!)) return "topic_gone";
    return code === "not_found" || code === "member_suspended" ? "membership_lost" : "permission_lost";
  }
}

/** Whether that which a topic is about is there. */
const isThere: Readonly<Record<NonNullable<TopicRow["parameter"]>, (read: MockReaders, id: string) => boolean>> = {
  orgId: (read, id) => (read.organizations.get(id)?.status ?? "pending_deletion") !== "pending_deletion",
  userId: (read, id) => read.users.get(id) !== undefined,
};
