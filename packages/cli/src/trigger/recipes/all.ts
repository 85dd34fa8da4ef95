import type { Recipes, TypesOf, WebhookEventType } from "../recipe.ts";
import { join, newPolicy, newWebhook } from "../scene.ts";
import type { uncaused } from "../uncaused.ts";
import { credentials } from "./credentials.ts";
import { organizations } from "./organizations.ts";
import { people } from "./people.ts";

const webhooks: Recipes<Exclude<TypesOf<"webhook">, keyof typeof uncaused>> = {
  "webhook.created": newWebhook,
  "webhook.updated": async (scene) => scene.mock.call("PATCH", await newWebhook(scene), { description: scene.word }),
  "webhook.paused": async (scene) => scene.mock.call("PATCH", await newWebhook(scene), { status: "paused" }),
  "webhook.resumed": async (scene) => {
    const path = await newWebhook(scene);
    for (const status of ["paused", "active"]) await scene.mock.call("PATCH", path, { status });
  },
  "webhook.secret_rotated": async (scene) => scene.mock.call("POST", `${await newWebhook(scene)}/rotate-secret`, {}),
  "webhook.test": async (scene) => scene.mock.call("POST", `${await newWebhook(scene)}/test`, {}),
  "webhook.deleted": async (scene) => scene.mock.call("DELETE", await newWebhook(scene)),
};

const policies: Recipes<TypesOf<"policy">> = {
  "policy.created": newPolicy,
  "policy.updated": async (scene) => scene.mock.call("PATCH", await newPolicy(scene), { description: scene.word }, { organization: scene.orgId }),
  "policy.deleted": async (scene) => scene.mock.call("DELETE", await newPolicy(scene), undefined, { organization: scene.orgId }),
  "policy.rolled_back": async (scene) => {
    const path = await newPolicy(scene);
    await scene.mock.call("PATCH", path, { description: scene.word }, { organization: scene.orgId });
    await scene.mock.call("POST", `${path}/rollback`, { version: 1 }, { organization: scene.orgId });
  },
  "policy.evaluation_denied": async (scene) => {
    const { userId } = await join(scene);
    const question = { action: "org:transfer", subject: { userId }, resource: { type: "organization" } };
    await scene.mock.call("POST", "/v1/policies/evaluate", question, { organization: scene.orgId });
  },
};

/** The events that can be caused, each by the operation that really does. The compiler finds one that is left out. */
export const recipes: Recipes<Exclude<WebhookEventType, keyof typeof uncaused>> = { ...people, ...credentials, ...organizations, ...policies, ...webhooks };
