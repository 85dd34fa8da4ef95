import type { WebhooksOperationId } from "../generated/operation-shapes.ts";
import type { OperationHandlers } from "../pipeline/handler.ts";
import * as deliveries from "./webhooks/deliveries.ts";
import * as endpoints from "./webhooks/endpoints.ts";
import * as events from "./webhooks/events.ts";

/** The rules of webhooks: endpoints, what was delivered to them, and the events themselves. */
export const webhooks: OperationHandlers<WebhooksOperationId> = {
  createWebhook: endpoints.create,
  listWebhooks: endpoints.list,
  getWebhook: endpoints.get,
  updateWebhook: endpoints.update,
  deleteWebhook: endpoints.remove,
  rotateWebhookSecret: endpoints.rotate,
  testWebhook: deliveries.test,
  getWebhookStats: deliveries.stats,
  listWebhookDeliveries: deliveries.list,
  getWebhookDelivery: deliveries.get,
  retryWebhookDelivery: deliveries.retryOne,
  listDeadLetters: deliveries.listDead,
  retryDeadLetter: deliveries.retryDead,
  discardDeadLetter: deliveries.discard,

  createEnvironmentWebhook: endpoints.create,
  listEnvironmentWebhooks: endpoints.list,
  getEnvironmentWebhook: endpoints.get,
  updateEnvironmentWebhook: endpoints.update,
  deleteEnvironmentWebhook: endpoints.remove,
  rotateEnvironmentWebhookSecret: endpoints.rotate,
  testEnvironmentWebhook: deliveries.test,
  getEnvironmentWebhookStats: deliveries.stats,
  listEnvironmentWebhookDeliveries: deliveries.list,
  getEnvironmentWebhookDelivery: deliveries.get,
  retryEnvironmentWebhookDelivery: deliveries.retryOne,
  listEnvironmentDeadLetters: deliveries.listDead,
  retryEnvironmentDeadLetter: deliveries.retryDead,
  discardEnvironmentDeadLetter: deliveries.discard,

  listEventTypes: events.listTypes,
  listEvents: events.list,
  getEvent: events.get,
};
