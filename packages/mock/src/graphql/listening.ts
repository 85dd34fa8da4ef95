import type { Commit } from "../kernel/commit.ts";
import { fail, ProblemError } from "../pipeline/problem.ts";
import { socketLimits } from "../realtime/socket-limits.ts";
import { permissionOf, rightsIn, type TopicRights } from "../realtime/topic-rights.ts";
import { EventQueue } from "./event-queue.ts";
import type { Hearing } from "./hearing.ts";
import type { GraphqlHost } from "./port.ts";
import { eventsAfter, eventsIn, topicOf, type Interest, type PlacedEvent } from "./socket-events.ts";
import type { GraphqlSocket } from "./socket.ts";

/** What one subscription hears. */
export class Listening implements Hearing {
  readonly interest: Interest;
  readonly queue: EventQueue = new EventQueue();
  /** Why it ended, when it was not its client who ended it. */
  loss: ProblemError | undefined;
  readonly #host: GraphqlHost;
  readonly #socket: GraphqlSocket;
  #rights: TopicRights | undefined;
  /** What came while the past was being read. */
  #late: Commit[] | undefined;

  constructor(host: GraphqlHost, socket: GraphqlSocket, interest: Interest) {
    this.#host = host;
    this.#socket = socket;
    this.interest = interest;
  }

  get isUpToDate(): boolean {
    return this.#late === undefined && this.queue.isIdle;
  }

  /** Begins to listen, from a place where one is given. @throws ProblemError */
  async begin(after: string | undefined): Promise<void> {
    const { world, room } = this.#host;
    this.#rights = this.#judge();
    const { orgId } = this.interest;
    if (room.isFull(this.#socket, orgId)) fail("limit_exceeded", { detail: "The plan allows no more sockets that listen to the organization." });
    this.#socket.hear(this);
    if (after === undefined) return;
    this.#late = [];
    const begun = world.seq;
    try {
      const { interest } = this;
      const { places, principal } = this.#socket;
      const since = async (seq: number): Promise<readonly Commit[]> => (await world.commitsSince(seq)).filter((commit) => commit.seq <= begun);
      const userId = principal?.kind === "user" ? principal.userId : undefined;
      for (const placed of await eventsAfter(after, { interest, places, userId, since })) this.#push(placed);
    } catch (error) {
      this.#socket.unhear(this);
      throw error;
    }
    const late = this.#late;
    this.#late = undefined;
    for (const commit of late) this.take(commit);
  }

  /** Hears what a commit has for it. */
  take(commit: Commit): void {
    if (this.#late) return void this.#late.push(commit);
    for (const placed of eventsIn(commit, this.interest, this.#socket.places)) this.#push(placed);
  }

  /** Ends when what it hears may not be heard any more. */
  judgeAnew(): void {
    try {
      this.#rights = this.#judge();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.loss = error;
      this.end(error);
    }
  }

  end(reason?: Error): void {
    this.#socket.unhear(this);
    this.queue.end(reason);
  }

  #push(placed: PlacedEvent): void {
    if (this.#rights?.passes) this.judgeAnew();
    const needed = permissionOf(this.interest.topic, placed.event.type);
    if (this.loss || !this.#rights || (needed && !this.#rights.can(needed))) return;
    if (this.queue.length >= socketLimits.historyEvents * 2) return this.#socket.close("slow_consumer");
    this.queue.push(placed);
  }

  #judge(): TopicRights {
    const { topic, types } = this.interest;
    const rights = rightsIn(this.#host.world.read, this.#socket.asker, topicOf(this.interest));
    // Nobody listens to what is never told.
    const needed = [...new Set(types.map((type) => permissionOf(topic, type)))];
    if (!needed.some((permission) => permission === undefined || rights.can(permission)))
      fail("permission_denied", { detail: `The caller lacks the permission ${needed.join(" or ")}.` });
    return rights;
  }
}
