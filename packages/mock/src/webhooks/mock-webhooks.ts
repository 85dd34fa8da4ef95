import type { WebhookDelivery } from "@plinto/spec";
import { checkOptions } from "../check-options.ts";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import { renderDelivery } from "../domain/webhooks/render.ts";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import type { ReceiverDesk } from "./receiver-desk.ts";
import type { MockWebhookReceiver, ReceiverOptions } from "./receiver.ts";

/** A delivery of the world with the event that it carries. */
export interface DeliveryEntry extends WebhookDelivery {
  readonly event: EventEnvelope;
}

/** The webhooks of a mock without a network. */
export interface MockWebhooks {
  /** Every delivery that is kept, oldest first. */
  readonly deliveries: readonly DeliveryEntry[];
  /**
   * A receiver in this process, for an endpoint to be created with its address.
   *
   * @throws MockError `option_unknown`, `option_invalid`
   * @example
   * const receiver = mock.webhooks.receiver();
   * const { secret } = await admin.organizations.webhooks.create({ orgId, url: receiver.url, events: ["member.*"] });
   * const { event } = await receiver.waitFor("member.added");
   */
  receiver(options?: ReceiverOptions): MockWebhookReceiver;
  /** Resolves when nothing that is due by the world's clock is on its way any more. */
  settled(): Promise<void>;
}

/** The deliveries and receivers of one world. */
export function steerWebhooks({ world, receivers }: { readonly world: World<MockSchema>; readonly receivers: ReceiverDesk }): MockWebhooks {
  return {
    get deliveries() {
      const { read, clock } = world;
      return [...read.webhookDeliveries.all()].map((row) => ({ ...renderDelivery(row, clock.now()), event: read.events.require(row.eventId).event }));
    },
    receiver(options = {}) {
      checkOptions("mock.webhooks.receiver", options, ["answer"]);
      return receivers.open(options);
    },
    settled: () => world.settled(),
  };
}
