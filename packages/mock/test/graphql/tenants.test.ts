import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { graphql } from "../../src/graphql/engine.ts";
import { ask, signIn } from "./asking.ts";

let mock: Mock;
/** Every id of the organization that is not the caller's, and words that only it has. */
let foreign: { readonly ids: Readonly<Record<string, string>>; readonly marks: readonly string[] };
let own: string;
let token: string;

beforeAll(async () => {
  mock = createMock({
    clock: "virtual",
    graphql,
    seed: defineSeed({
      users: {
        ada: { email: "ada@acme.test", name: "Ada" },
        eve: { email: "eve@secret.test", name: "Secret Eve" },
        both: { email: "both@acme.test", name: "Both" },
      },
      organizations: { acme: { owner: "ada", members: { both: "member" } }, secret: { name: "Secret Ltd", owner: "eve", members: { both: "member" } } },
    }),
  }) as unknown as Mock;
  await mock.ready();
  own = mock.seed.organizations["acme"]!.id;
  const orgId = mock.seed.organizations["secret"]!.id;
  const eve = await signIn(mock, "eve");
  token = (await signIn(mock, "ada")).token;
  const { data } = await ask(
    mock,
    {
      query: `mutation($o: ID!) {
        createTeam(orgId: $o, input: { name: "Secret team" }) { id }
        createRole(orgId: $o, input: { name: "Secret role", permissions: ["org:read"] }) { id }
        createInvitation(orgId: $o, input: { email: "guest@secret.test" }) { id }
        createApiKey(orgId: $o, input: { name: "Secret key", scopes: ["org:read"] }) { id }
        createPolicy(orgId: $o, input: { name: "Secret policy", document: { effect: "deny", actions: ["reports:*"], resources: [{ type: "*" }], subjects: [{ type: "*" }] } }) { id }
        createWebhook(orgId: $o, input: { url: "http://127.0.0.1:9/secret", events: ["*"] }) { id }
      }`,
      variables: { o: orgId },
    },
    { as: eve.token },
  );
  foreign = {
    ids: {
      orgId,
      userId: eve.userId,
      teamId: data!["createTeam"].id,
      roleId: data!["createRole"].id,
      invitationId: data!["createInvitation"].id,
      keyId: data!["createApiKey"].id,
      policyId: data!["createPolicy"]?.id ?? "pol_01hzy3v5q8w9x0a1b2c3d4e5f6",
      webhookId: data!["createWebhook"].id,
    },
    marks: ["Secret", "@secret.test"],
  };
});

/** A field that asks for something of the other organization, with the variables that it needs. */
const asked: fc.Arbitrary<string> = fc.constantFrom(
  "organization(orgId: $orgId) { ...Org }",
  "organizationSettings(orgId: $orgId) { version }",
  "members(orgId: $orgId) { nodes { user { name email } organization { ...Org } } }",
  "member(orgId: $orgId, userId: $userId) { user { name } }",
  "user(userId: $userId) { name email }",
  "users(orgId: $orgId) { nodes { name } }",
  "teams(orgId: $orgId) { nodes { name } }",
  "team(orgId: $orgId, teamId: $teamId) { name organization { name } }",
  "team(orgId: $own, teamId: $teamId) { name }",
  "teamMembers(orgId: $own, teamId: $teamId) { nodes { user { name } } }",
  "role(roleId: $roleId) { name }",
  "role(orgId: $own, roleId: $roleId) { name }",
  "roles(orgId: $orgId) { nodes { name } }",
  "policies(orgId: $orgId) { nodes { name document } }",
  "policy(orgId: $own, policyId: $policyId) { name organization { name } }",
  "invitation(orgId: $own, invitationId: $invitationId) { email invitedByUser { name } organization { name } }",
  "invitations(orgId: $orgId) { nodes { email } }",
  "apiKey(orgId: $own, keyId: $keyId) { name createdByUser { name } }",
  "apiKeys(orgId: $orgId) { nodes { name } }",
  "webhook(orgId: $own, webhookId: $webhookId) { url organization { name } }",
  "webhookDeliveries(orgId: $own, webhookId: $webhookId) { nodes { id } }",
  "auditLogs(orgId: $orgId) { nodes { data } }",
  "audit_logs(orgId: $orgId) { nodes { data } }",
  "policyEvaluations(orgId: $orgId) { nodes { action } }",
  "organizations(first: 3) { nodes { ...Org members(first: 5) { nodes { user { name } organization { ...Org } } } invitations(first: 5) { nodes { email } } teams(first: 5) { nodes { name } } users(first: 5) { nodes { name } } } }",
  "organization(orgId: $own) { members { nodes { user { name } organization { ...Org } } } auditLogs(first: 50) { nodes { data } } roles { nodes { name } } policies { nodes { name } } }",
);

const names = ["orgId", "userId", "teamId", "roleId", "invitationId", "keyId", "policyId", "webhookId", "own"];

test("nothing of another organization is told through aliases, edges, fragments or variables, whatever organization the request names", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), asked), { minLength: 1, maxLength: 6, selector: ([alias]) => alias }),
      fc.constantFrom("none", "own", "foreign"),
      fc.boolean(),
      async (fields, header, inFragment) => {
        const body = fields.map(([alias, field]) => `${alias}: ${field}`).join("\n");
        const used = names.filter((name) => body.includes(`$${name}`));
        const fragments = `${body.includes("...Org") ? "fragment Org on Organization { id name slug }" : ""} ${inFragment ? `fragment All on Query { ${body} }` : ""}`;
        const query = `query${used.length > 0 ? `(${used.map((name) => `$${name}: ID!`).join(", ")})` : ""} { ${inFragment ? "...All" : body} } ${fragments}`;
        const variables = Object.fromEntries(used.map((name) => [name, name === "own" ? own : foreign.ids[name]]));
        const headers: Record<string, string> = header === "none" ? {} : { "plinto-organization": header === "own" ? own : foreign.ids["orgId"]! };
        const { data, errors, status } = await ask(mock, { query, variables }, { as: token, headers });
        expect([status, errors.filter(({ path }) => path === undefined)]).toEqual([200, []]);
        const told = JSON.stringify(data);
        for (const mark of foreign.marks) expect(told).not.toContain(mark);
        expect(told).not.toContain(foreign.ids["orgId"]);
        for (const { extensions } of errors)
          expect(["not_found", "organization_mismatch", "permission_denied", "organization_required"]).toContain(extensions.code);
      },
    ),
    { numRuns: 150 },
  );
});

test("what the owner of the other organization asks for in the same way is told", async () => {
  const eve = await signIn(mock, "eve");
  const { data, errors } = await ask(
    mock,
    {
      query: "query($orgId: ID!) { organization(orgId: $orgId) { name members { nodes { user { name } } } teams { nodes { name } } } }",
      variables: { orgId: foreign.ids["orgId"] },
    },
    { as: eve.token },
  );
  expect(errors).toEqual([]);
  expect(JSON.stringify(data)).toContain("Secret Eve");
});
