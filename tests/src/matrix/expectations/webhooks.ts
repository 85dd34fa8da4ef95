import { expected, type Expectation } from "../expectation.ts";
import { anybody, closed, organizationKeys, people, walls } from "./fragments.ts";

const foreign = "owner admin granted environment key: 404 not_found; member: 403 permission_denied";

/** For whoever reads endpoints of the organization. */
function reader(about: Parameters<typeof expected>[2] = {}): Expectation {
  return expected("webhooks:read", [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"], about);
}

/** For whoever rules them. */
function changer(outcome: string, about: Parameters<typeof expected>[2] = { foreign }): Expectation {
  return expected(
    "webhooks:manage",
    [closed, walls, `owner admin granted acting stale environment key: ${outcome}; member viewer: 403 permission_denied`],
    about,
  );
}

/** What goes on telling when an impersonation has ended is not for an impersonator. */
function lasting(outcome: string, about: Parameters<typeof expected>[2] = { foreign }): Expectation {
  return expected(
    "webhooks:manage",
    [closed, walls, `owner admin granted stale environment key: ${outcome}; acting member viewer: 403 permission_denied`],
    about,
  );
}

/** Endpoints of the environment are the environment's alone. Those of an organization are not among them. */
function ofEnvironment(outcome: string, about: Parameters<typeof expected>[2] = {}): Expectation {
  return expected(null, [closed, `environment: ${outcome}; ${people} ${organizationKeys} pending: 403 permission_denied`], about);
}

const elsewhere = { foreign: "environment: 404 not_found; owner key: 403 permission_denied" };

/** For servers: a key of an organization reads what its organization's endpoints get. */
const forKeys = [closed, `environment key: 200; foreignKey: 404 not_found; ${people} narrowKey pending: 403 permission_denied`];

export const webhooks = {
  createWebhook: lasting("201", {}),
  listWebhooks: reader(),
  getWebhook: reader({ foreign }),
  updateWebhook: lasting("200"),
  deleteWebhook: changer("204"),
  rotateWebhookSecret: lasting("200"),
  testWebhook: changer("202"),
  getWebhookStats: reader(),
  listWebhookDeliveries: reader({ foreign }),
  getWebhookDelivery: reader({ foreign }),
  retryWebhookDelivery: changer("202"),
  listDeadLetters: reader(),
  retryDeadLetter: changer("202"),
  discardDeadLetter: changer("204"),

  createEnvironmentWebhook: ofEnvironment("201"),
  listEnvironmentWebhooks: ofEnvironment("200"),
  getEnvironmentWebhook: ofEnvironment("200", elsewhere),
  updateEnvironmentWebhook: ofEnvironment("200", elsewhere),
  deleteEnvironmentWebhook: ofEnvironment("204", elsewhere),
  rotateEnvironmentWebhookSecret: ofEnvironment("200", elsewhere),
  testEnvironmentWebhook: ofEnvironment("202", elsewhere),
  getEnvironmentWebhookStats: ofEnvironment("200"),
  listEnvironmentWebhookDeliveries: ofEnvironment("200", elsewhere),
  getEnvironmentWebhookDelivery: ofEnvironment("200", elsewhere),
  retryEnvironmentWebhookDelivery: ofEnvironment("202", elsewhere),
  listEnvironmentDeadLetters: ofEnvironment("200"),
  retryEnvironmentDeadLetter: ofEnvironment("202", elsewhere),
  discardEnvironmentDeadLetter: ofEnvironment("204", elsewhere),

  listEventTypes: expected(null, anybody("200")),
  listEvents: expected("webhooks:read", forKeys, { anywhere: "environment key foreignKey: 200" }),
  getEvent: expected("webhooks:read", forKeys, { foreign: "environment key: 404 not_found", anywhere: "environment key: 200; foreignKey: 404 not_found" }),
};
