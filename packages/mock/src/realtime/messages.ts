import type { Permission, RealtimeClientMessage, RealtimeClientNotification } from "@plinto/spec";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { World } from "../kernel/world.ts";
import { isTooDeep, maximumDepth } from "../pipeline/nesting.ts";
import type { MockSchema } from "../schema.ts";
import { shownPrincipal } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import type { RealtimeFigures } from "./figures.ts";
import type { Judge } from "./judge.ts";
import { limits } from "./limits.ts";
import { byteLength } from "./read-frame.ts";
import type { Peer } from "./topic.ts";
import { parseTopic } from "./topic-address.ts";
import { inOrganization } from "./topic-rights.ts";

/** What messages are taken with. */
export interface MessagesOptions {
  readonly world: World<MockSchema>;
  readonly judge: Judge;
  readonly delivery: Delivery;
  readonly figures: RealtimeFigures;
  readonly nextId: () => string;
}

/** Takes what clients send to others. It is delivered at most once, to whoever is there. */
export class Messages {
  readonly #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  deliver(connection: Peer, frame: RealtimeClientMessage | RealtimeClientNotification): void {
    const { world, judge, delivery, figures } = this.#options;
    const { principal } = connection;
    if (connection.state === "closed" || !principal) return;
    const { id, data } = frame;
    const address = parseTopic(frame.topic);
    if (address === "unknown") return connection.refuse(id, "not_found", "There is no such topic.");
    if (address === "malformed" || address.name !== "organization")
      return connection.refuse(id, "validation_failed", "Messages and notifications are sent to the topic of an organization, organization:{orgId}.");
    // Before it is written: what is nested without an end cannot be.
    if (isTooDeep(data)) return connection.refuse(id, "validation_failed", `The member data is nested deeper than ${maximumDepth} levels.`);
    if (byteLength(JSON.stringify(data), limits.dataBytes) > limits.dataBytes)
      return connection.refuse(id, "validation_failed", `The member data is more than ${limits.dataBytes} bytes as JSON.`);
    const organizationId = address.id!;
    try {
      inOrganization(world.read, connection.asker, organizationId, "realtime:send" satisfies Permission);
    } catch (error) {
      return judge.refuse(connection, id, error);
    }
    const messageId = this.#options.nextId();
    const facts = { messageId, from: shownPrincipal(principal), sentAt: formatTimestamp(world.clock.now()), data };
    if (frame.kind === "message") delivery.broadcast(address.text, { kind: "message", topic: address.text, ...facts });
    else {
      const member = world.read.memberships.find("membership", [organizationId, frame.to]);
      if (member?.status !== "active") return connection.refuse(id, "not_found", "The person is no active member of the organization.");
      const topic = `user:${frame.to}`;
      delivery.broadcast(topic, { kind: "notification", topic, organizationId, ...facts });
    }
    figures.messagesSent(organizationId);
    connection.send({ kind: frame.kind, id, messageId });
  }
}
