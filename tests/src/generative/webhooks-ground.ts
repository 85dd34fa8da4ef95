import type { WebhookDelivery } from "@plinto/spec";
import type { World } from "../matrix/world.ts";

/** An endpoint that has a delivery among its dead letters. */
export interface GroundWebhook {
  readonly webhookId: string;
  readonly deliveryId: string;
}

/** An endpoint of an organization and one of the environment, and an event. */
export interface GroundWebhooks {
  readonly organization: GroundWebhook;
  readonly environment: GroundWebhook;
  readonly eventId: string;
}

/** Makes endpoints that nothing can be sent to, and an event that they want. */
export async function groundWebhooks(world: World, orgId: string): Promise<GroundWebhooks> {
  const once = { url: "https://hooks.acme.test/", events: ["team.updated"], retryPolicy: { delaysSeconds: [] } };
  const { id: webhookId } = await world.ask("createWebhook", { orgId, ...once });
  const { id: environmentId } = await world.ask("createEnvironmentWebhook", once);
  const { id: teamId } = await world.ask("createTeam", { orgId, name: "Told of" });
  await world.ask("updateTeam", { orgId, teamId, name: "Told of twice" });
  await world.mock.webhooks.settled();
  await world.ask("deleteTeam", { orgId, teamId });
  const [own] = (await world.ask("listWebhookDeliveries", { orgId, webhookId })).data as [WebhookDelivery];
  const [environments] = (await world.ask("listEnvironmentWebhookDeliveries", { webhookId: environmentId })).data as [WebhookDelivery];
  return {
    organization: { webhookId, deliveryId: own.id },
    environment: { webhookId: environmentId, deliveryId: environments.id },
    eventId: own.eventId,
  };
}
