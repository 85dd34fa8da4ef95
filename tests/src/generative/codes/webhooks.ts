import type { WebhookDelivery } from "@plinto/spec";
import type { Ground } from "../ground.ts";
import type { Provocations } from "./provocation.ts";

const events = ["team.created"];

/** Codes of webhooks: where they go, what they tell, and what became of a delivery. */
export const webhooks: Provocations = {
  url_not_allowed: ({ world, acme }) => world.outcome("createWebhook", { orgId: acme, url: "https://169.254.169.254/", events }),
  event_unknown: ({ world, acme }) => world.outcome("createWebhook", { orgId: acme, url: "https://acme.test/", events: ["environment.updated"] }),
  webhook_disabled: async (ground) => {
    const { webhookId } = await aDelivery(ground, 410);
    return ground.world.outcome("testWebhook", { orgId: ground.acme, webhookId });
  },
  delivery_in_progress: async (ground) => {
    const { world, acme } = ground;
    const receiver = world.mock.webhooks.receiver();
    receiver.hang();
    const { id: webhookId } = await world.ask("createWebhook", { orgId: acme, url: receiver.url, events });
    await world.ask("createTeam", { orgId: acme, name: "Told" });
    await receiver.waitFor("team.created");
    const [delivery] = (await world.ask("listWebhookDeliveries", { orgId: acme, webhookId })).data as [WebhookDelivery];
    return world.outcome("retryWebhookDelivery", { orgId: acme, webhookId, deliveryId: delivery.id });
  },
  dlq_expired: async (ground) => {
    const { world, acme } = ground;
    const { deliveryId } = await aDelivery(ground, 500);
    await world.mock.clock.advance("30d");
    return world.outcome("retryDeadLetter", { orgId: acme, deliveryId });
  },
};

/** A delivery that was answered with a status, and is not attempted again. */
async function aDelivery({ world, acme }: Ground, status: number): Promise<{ webhookId: string; deliveryId: string }> {
  const receiver = world.mock.webhooks.receiver({ answer: status });
  const { id: webhookId } = await world.ask("createWebhook", { orgId: acme, url: receiver.url, events, retryPolicy: { delaysSeconds: [] } });
  await world.ask("createTeam", { orgId: acme, name: "Told" });
  await world.mock.webhooks.settled();
  const [delivery] = (await world.ask("listWebhookDeliveries", { orgId: acme, webhookId })).data as [WebhookDelivery];
  return { webhookId, deliveryId: delivery.id };
}
