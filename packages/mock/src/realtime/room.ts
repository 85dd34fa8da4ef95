import { planLimit } from "../domain/organizations/plan.ts";
import { createIdSpeller, type SpellId } from "../kernel/ids.ts";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import type { AnySocket } from "./any-socket.ts";
import { organizationOf, type TopicAddress } from "./topic-address.ts";

/** What the room of a world stands on. */
export interface SocketRoomOptions {
  readonly world: World<MockSchema>;
  /** Whether limits of the plan refuse, or only count. */
  readonly limits: "count" | "enforce";
}

/** The open sockets of one world, of both protocols, and which of them listen to an organization. */
export class SocketRoom {
  readonly #options: SocketRoomOptions;
  readonly #sockets = new Set<AnySocket>();
  /** By organization: its sockets, and how many subscriptions each has there. */
  readonly #listening = new Map<string, Map<AnySocket, number>>();
  readonly #listeners = new Set<() => void>();
  readonly #spellId: SpellId;
  #spelled = 0;

  constructor(options: SocketRoomOptions) {
    this.#options = options;
    this.#spellId = createIdSpeller(options.world.derive("realtime"));
  }

  /** Oldest first. */
  get sockets(): ReadonlySet<AnySocket> {
    return this.#sockets;
  }

  /** The sockets that listen to an organization. */
  in(organizationId: string): ReadonlyMap<AnySocket, number> {
    return this.#listening.get(organizationId) ?? nobody;
  }

  /** Whether the plan of an organization has no room for another socket that listens to it. */
  isFull(socket: AnySocket, organizationId: string): boolean {
    const { world, limits } = this.#options;
    if (limits === "count") return false;
    const most = planLimit(world.read.organizations.require(organizationId), "realtimeConnections");
    const inside = this.in(organizationId);
    return most !== null && !inside.has(socket) && inside.size >= most;
  }

  add(socket: AnySocket): void {
    this.#sockets.add(socket);
  }

  delete(socket: AnySocket): void {
    this.#sockets.delete(socket);
    this.changed();
  }

  /** A socket has another subscription. */
  listens(socket: AnySocket, topic: TopicAddress): void {
    const id = organizationOf(topic);
    if (id !== undefined) {
      const inside = this.#listening.get(id) ?? new Map<AnySocket, number>();
      this.#listening.set(id, inside.set(socket, (inside.get(socket) ?? 0) + 1));
    }
    this.changed();
  }

  /** A socket has one subscription less. */
  leaves(socket: AnySocket, topic: TopicAddress): void {
    const id = organizationOf(topic);
    const inside = id === undefined ? undefined : this.#listening.get(id);
    if (inside) {
      const left = (inside.get(socket) ?? 0) - 1;
      if (left > 0) inside.set(socket, left);
      else inside.delete(socket);
      if (inside.size === 0) this.#listening.delete(id!);
    }
    this.changed();
  }

  /** Calls `listener` when a socket comes or goes, and when it listens to something else. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Something about a socket is another. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** An id for a socket or a message. */
  nextId(prefix: string): string {
    this.#spelled += 1;
    return this.#spellId(prefix, this.#spelled);
  }
}

const nobody: ReadonlyMap<AnySocket, number> = new Map();
