import type { Webhook, WebhookDelivery } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

/** A mock delivers to this machine alone, so that whatever goes there fails at once. */
const url = "https://hooks.acme.test/";
const events = ["team.created"];

export const webhooks = {
  createWebhook: ({ acme, world }) => ({
    params: { orgId: acme, url, events },
    effect: async ({ id, secret }) => {
      expect(secret).toMatch(/^whsec_/);
      expect((await world.ask("getWebhook", { orgId: acme, webhookId: id })).url).toBe(url);
    },
  }),
  listWebhooks: async (stage) => {
    const { id } = await made(stage);
    return { params: { orgId: stage.acme }, effect: ({ data }) => expect(data.map((webhook) => webhook.id)).toEqual([id]) };
  },
  getWebhook: async (stage) => {
    const params = await theWebhook(stage);
    return { params, effect: ({ id }) => expect(id).toBe(params.webhookId) };
  },
  updateWebhook: async (stage) => {
    const { world } = stage;
    const params = await theWebhook(stage);
    return {
      params: { ...params, description: "Renamed" },
      effect: async () => expect((await world.ask("getWebhook", params)).description).toBe("Renamed"),
      otherWays: {
        "pausing it": { params: { ...params, status: "paused" }, outcome: "200" },
        "letting it go on": {
          params: { ...params, status: "active" },
          outcome: "200",
          first: async (fork) => void (await fork.ask("updateWebhook", { ...params, status: "paused" })),
        },
      },
    };
  },
  deleteWebhook: async (stage) => {
    const params = await theWebhook(stage);
    return { params, effect: async () => expect(await stage.world.outcome("getWebhook", params)).toBe("404 not_found") };
  },
  rotateWebhookSecret: async (stage) => {
    const params = await theWebhook(stage);
    return {
      params,
      effect: async ({ secret }) => {
        expect(secret).toMatch(/^whsec_/);
        expect((await stage.world.ask("getWebhook", params)).previousSecretExpiresAt).not.toBeNull();
      },
    };
  },
  testWebhook: async (stage) => {
    const params = await theWebhook(stage);
    return {
      params,
      effect: async ({ id }) =>
        expect((await stage.world.ask("getWebhookDelivery", { ...params, deliveryId: id })).event).toMatchObject({
          type: "webhook.test",
          target: { id: params.webhookId },
        }),
    };
  },
  getWebhookStats: async (stage) => {
    const { orgId, webhookId } = await aDelivery(stage);
    return { params: { orgId, webhookId }, effect: ({ deliveries }) => expect(deliveries).toBe(1) };
  },
  listWebhookDeliveries: async (stage) => {
    const { deliveryId, ...params } = await aDelivery(stage);
    return { params, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([deliveryId]) };
  },
  getWebhookDelivery: async (stage) => {
    const params = await aDelivery(stage);
    return { params, effect: ({ event }) => expect(event).toMatchObject({ type: "team.created" }) };
  },
  retryWebhookDelivery: async (stage) => {
    const params = await aDelivery(stage);
    return { params, effect: async () => expect(await attempts(stage, params)).toBe(2) };
  },
  listDeadLetters: async (stage) => {
    const { orgId, deliveryId } = await aDelivery(stage);
    return { params: { orgId }, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([deliveryId]) };
  },
  retryDeadLetter: async (stage) => {
    const params = await aDelivery(stage);
    const { orgId, deliveryId } = params;
    return { params: { orgId, deliveryId }, effect: async () => expect(await attempts(stage, params)).toBe(2) };
  },
  discardDeadLetter: async (stage) => {
    const params = await aDelivery(stage);
    const { orgId, deliveryId } = params;
    return { params: { orgId, deliveryId }, effect: async () => expect((await stage.world.ask("getWebhookDelivery", params)).status).toBe("discarded") };
  },

  createEnvironmentWebhook: ({ world }) => ({
    params: { url, events },
    effect: async ({ id }) => expect((await world.ask("getEnvironmentWebhook", { webhookId: id })).organizationId).toBeNull(),
  }),
  listEnvironmentWebhooks: async (stage) => {
    const { webhookId } = await environments(stage);
    return { params: {}, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([webhookId]) };
  },
  getEnvironmentWebhook: async (stage) => {
    const { webhookId } = await environments(stage);
    return { params: { webhookId }, effect: ({ id }) => expect(id).toBe(webhookId) };
  },
  updateEnvironmentWebhook: async (stage) => {
    const { webhookId } = await environments(stage);
    return {
      params: { webhookId, description: "Renamed" },
      effect: async () => expect((await stage.world.ask("getEnvironmentWebhook", { webhookId })).description).toBe("Renamed"),
      otherWays: {
        "pausing it": { params: { webhookId, status: "paused" }, outcome: "200" },
        "letting it go on": {
          params: { webhookId, status: "active" },
          outcome: "200",
          first: async (fork) => void (await fork.ask("updateEnvironmentWebhook", { webhookId, status: "paused" })),
        },
      },
    };
  },
  deleteEnvironmentWebhook: async (stage) => {
    const { webhookId } = await environments(stage);
    return { params: { webhookId }, effect: async () => expect(await stage.world.outcome("getEnvironmentWebhook", { webhookId })).toBe("404 not_found") };
  },
  rotateEnvironmentWebhookSecret: async (stage) => {
    const { webhookId } = await environments(stage);
    return { params: { webhookId }, effect: ({ secret }) => expect(secret).toMatch(/^whsec_/) };
  },
  testEnvironmentWebhook: async (stage) => {
    const { webhookId } = await environments(stage);
    return { params: { webhookId }, effect: ({ eventType }) => expect(eventType).toBe("webhook.test") };
  },
  getEnvironmentWebhookStats: async (stage) => {
    const { webhookId } = await environments(stage);
    return { params: { webhookId }, effect: ({ deliveries }) => expect(deliveries).toBe(1) };
  },
  listEnvironmentWebhookDeliveries: async (stage) => {
    const { webhookId, deliveryId } = await environments(stage);
    return { params: { webhookId }, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([deliveryId]) };
  },
  getEnvironmentWebhookDelivery: async (stage) => {
    const params = await environments(stage);
    return { params, effect: ({ event }) => expect(event).toMatchObject({ type: "team.created" }) };
  },
  retryEnvironmentWebhookDelivery: async (stage) => {
    const params = await environments(stage);
    return { params, effect: async () => expect(await environmentsAttempts(stage, params)).toBe(2) };
  },
  listEnvironmentDeadLetters: async (stage) => {
    const { deliveryId } = await environments(stage);
    return { params: {}, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([deliveryId]) };
  },
  retryEnvironmentDeadLetter: async (stage) => {
    const params = await environments(stage);
    return { params: { deliveryId: params.deliveryId }, effect: async () => expect(await environmentsAttempts(stage, params)).toBe(2) };
  },
  discardEnvironmentDeadLetter: async (stage) => {
    const params = await environments(stage);
    return {
      params: { deliveryId: params.deliveryId },
      effect: async () => expect((await stage.world.ask("getEnvironmentWebhookDelivery", params)).status).toBe("discarded"),
    };
  },

  listEventTypes: () => ({ params: {}, effect: ({ data }) => expect(data.map(({ type }) => type)).toContain("member.added") }),
  listEvents: async (stage) => {
    const eventId = await anEvent(stage);
    const isOurs = stage.caller.name !== "foreignKey";
    return {
      params: { type: "team.created" },
      organization: stage.tenant,
      effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual(isOurs ? [eventId] : []),
    };
  },
  getEvent: async (stage) => {
    const eventId = await anEvent(stage);
    return { params: { eventId }, organization: stage.tenant, effect: ({ id }) => expect(id).toBe(eventId) };
  },
} satisfies Samples;

interface DeliveryParams {
  readonly orgId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
}

const once = { url, events, retryPolicy: { delaysSeconds: [] } };

async function made({ world, acme }: Stage, orgId: string = acme): Promise<Webhook> {
  return world.ask("createWebhook", { orgId, ...once });
}

/** The endpoint that a call is about: one of Acme's path, that is Acme's or Globex's. */
async function theWebhook(stage: Stage): Promise<{ orgId: string; webhookId: string }> {
  const { id } = await made(stage, stage.about === "foreign" ? stage.globex : stage.acme);
  return { orgId: stage.acme, webhookId: id };
}

/** A delivery that has become a dead letter, of the endpoint that a call is about. */
async function aDelivery(stage: Stage): Promise<DeliveryParams> {
  const { world, acme, globex, about } = stage;
  const orgId = about === "foreign" ? globex : acme;
  const { id: webhookId } = await made(stage, orgId);
  await world.ask("createTeam", { orgId, name: "Engineering" });
  await world.mock.webhooks.settled();
  const [delivery] = (await world.ask("listWebhookDeliveries", { orgId, webhookId })).data as [WebhookDelivery];
  expect(delivery.status).toBe("dead_lettered");
  return { orgId: acme, webhookId, deliveryId: delivery.id };
}

/** An endpoint of the environment with a dead letter, or where a call is about somebody else's, Acme's. */
async function environments(stage: Stage): Promise<{ webhookId: string; deliveryId: string }> {
  const { world, acme, about } = stage;
  if (about === "foreign") return aDelivery({ ...stage, about: "usual" });
  const { id: webhookId } = await world.ask("createEnvironmentWebhook", once);
  await world.ask("createTeam", { orgId: acme, name: "Engineering" });
  await world.mock.webhooks.settled();
  const [delivery] = (await world.ask("listEnvironmentWebhookDeliveries", { webhookId })).data as [WebhookDelivery];
  return { webhookId, deliveryId: delivery.id };
}

async function attempts({ world }: Stage, params: DeliveryParams): Promise<number> {
  await world.mock.webhooks.settled();
  return (await world.ask("getWebhookDelivery", params)).attemptCount;
}

async function environmentsAttempts({ world }: Stage, params: { webhookId: string; deliveryId: string }): Promise<number> {
  await world.mock.webhooks.settled();
  return (await world.ask("getEnvironmentWebhookDelivery", params)).attemptCount;
}

/** A team is created: in Globex where a call is about that. */
async function anEvent({ world, acme, globex, about }: Stage): Promise<string> {
  const { id } = await world.ask("createTeam", { orgId: about === "foreign" ? globex : acme, name: "Engineering" });
  return world.mock.events.find((event) => event.target.id === id)!.id;
}
