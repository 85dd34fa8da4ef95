import { expected } from "../expectation.ts";
import { closed, organizationKeys, people } from "./fragments.ts";

const foreigners = "stranger outsider superAdmin: 404 not_found; suspended: 403 member_suspended";

/** For people and the environment: no key of an organization reads or makes keys. */
function administration(outcome: string): string[] {
  return [closed, foreigners, `owner admin granted acting stale environment: ${outcome}; member viewer ${organizationKeys} pending: 403 permission_denied`];
}

/** Of an administrator's key, by whoever ranks as high; not by an impersonator, whom the key would outlive. */
function ruling(outcome: string): string[] {
  return [
    closed,
    foreigners,
    `owner admin stale environment: ${outcome}; granted: 403 permission_above_actor; acting member viewer ${organizationKeys} pending: 403 permission_denied`,
  ];
}

/** A key that can do more than the caller. */
function above(outcome: string): string {
  return `owner environment: ${outcome}; admin granted: 403 permission_above_actor; member: 403 permission_denied`;
}

const foreign = "owner admin granted environment: 404 not_found; member: 403 permission_denied";

export const apiKeys = {
  createApiKey: expected(
    "apikeys:manage",
    [closed, foreigners, `owner admin granted stale environment: 201; acting member viewer ${organizationKeys} pending: 403 permission_denied`],
    { above: above("201") },
  ),
  listApiKeys: expected("apikeys:read", administration("200")),
  getApiKey: expected("apikeys:read", administration("200"), { above: "admin granted: 200", foreign }),
  updateApiKey: expected("apikeys:manage", ruling("200"), { own: "owner admin granted: 200", above: above("200"), foreign }),
  deleteApiKey: expected("apikeys:manage", administration("204"), {
    // Whoever sees a key leak may end it.
    above: "owner admin granted environment: 204; member: 403 permission_denied",
    foreign,
  }),
  rotateApiKey: expected("apikeys:manage", ruling("201"), { own: "owner admin granted: 201", above: above("201"), foreign }),
  getApiKeyUsage: expected("apikeys:read", administration("200"), { foreign }),
  // For servers. To a key of another organization the organization of the call is its own, where no such key is.
  verifyApiKey: expected("apikeys:read", [closed, `environment key: 200; foreignKey: 404 not_found; ${people} narrowKey pending: 403 permission_denied`], {
    foreign: "environment key: 200",
    anywhere: "environment key foreignKey: 200",
  }),
};
