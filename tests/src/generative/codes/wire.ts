import { createMock } from "@plinto/mock";
import { World } from "../../matrix/world.ts";
import type { Ground } from "../ground.ts";
import { operationOf } from "../described.ts";
import { send } from "../request.ts";
import { freePlan, outcomeWith, repeated, type Provocations } from "./provocation.ts";

/** Codes about the request itself, its limits, and the backend. */
export const wire: Provocations = {
  validation_failed: ({ world, acme }) => world.outcome("createTeam", { orgId: acme, name: "" }),
  version_unsupported: ({ world }) => outcomeWith(world, "getVersion", {}, { "plinto-version": "1999-01-01" }),
  origin_not_allowed: ({ world }) => outcomeWith(world, "getVersion", {}, { origin: "https://evil.test" }),
  malformed_json: (ground) => bodyOutcome(ground, "{"),
  payload_too_large: (ground) => bodyOutcome(ground, JSON.stringify({ name: "a".repeat(1_048_577) })),
  unsupported_media_type: (ground) => bodyOutcome(ground, `{"name":"Team"}`, { "content-type": "text/plain" }),
  not_acceptable: ({ world, acme }) => outcomeWith(world, "getPolicyBundle", { organizationId: acme }, { ...environment(world), accept: "image/png" }),
  query_too_complex: ({ world }) =>
    world.outcome("graphql", { query: "{ organizations(first: 100) { nodes { members(first: 100) { nodes { organization { id } } } } } }" }),
  persisted_query_unknown: ({ world }) => world.outcome("graphql", { extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } }),
  not_implemented: () => new World(createMock({ clock: "virtual" })).outcome("graphql", { query: "{ me { id } }" }),
  cursor_invalid: ({ world, acme }) => world.outcome("listTeams", { orgId: acme, cursor: "no cursor" }),
  organization_required: ({ world }) => world.outcome("listRoles", {}),
  organization_mismatch: ({ world, acme, globex }) => world.outcome("getOrganization", { orgId: acme }, { organization: globex }),
  not_found: ({ world, acme, people }) => world.outcome("getOrganization", { orgId: acme }, { as: people.root.accessToken }),
  precondition_failed: ({ world, acme }) =>
    outcomeWith(world, "updateOrganization", { orgId: acme, name: "New" }, { ...environment(world), "if-match": '"0"' }),
  idempotency_key_reused: async ({ world, acme }) => {
    const headers = { ...environment(world), "idempotency-key": "once" };
    await outcomeWith(world, "createTeam", { orgId: acme, name: "One" }, headers);
    return outcomeWith(world, "createTeam", { orgId: acme, name: "Two" }, headers);
  },
  request_in_progress: async ({ world, users: { nina } }) => {
    const attempt = (): Promise<string> => outcomeWith(world, "signIn", { email: nina.email, password: nina.password }, { "idempotency-key": "both" });
    const [, second] = await Promise.all([attempt(), attempt()]);
    return second;
  },
  rate_limited: async () => {
    const { world, orgId } = await freePlan();
    return repeated(101, () => world.outcome("getOrganization", { orgId }));
  },
  quota_exceeded: async () => {
    const { world, orgId } = await freePlan();
    // A hundred calls fit into an hour, and ten thousand into a month.
    for (let hour = 0; hour < 100; hour += 1) {
      await repeated(100, () => world.outcome("getOrganization", { orgId }));
      await world.mock.clock.advance("1h");
    }
    return world.outcome("getOrganization", { orgId });
  },
  limit_exceeded: async () => {
    const { world, orgId } = await freePlan();
    return world.outcome("createInvitation", { email: "sixth@small.test" }, { organization: orgId });
  },
  feature_not_in_plan: async () => {
    const { world, orgId } = await freePlan();
    return world.outcome("updateOrganizationSettings", { orgId, branding: { primaryColor: "#102030" } });
  },
  internal_error: ({ world }) => {
    world.mock.faults.add({ operation: "getVersion", status: 500, times: 1 });
    return world.outcome("getVersion", {});
  },
  maintenance: ({ world }) => {
    world.mock.faults.add({ operation: "getHealth", status: 503, times: 1 });
    return world.outcome("getHealth", {});
  },
};

function environment({ mock }: World): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${mock.keys.secretKey}` };
}

async function bodyOutcome({ world: { mock }, acme }: Ground, body: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const draft = { path: { orgId: acme }, query: {}, headers: {}, body: undefined };
  const { status, code } = await send(mock, operationOf("createTeam"), draft, mock.keys.secretKey, {
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return `${status} ${code}`;
}
