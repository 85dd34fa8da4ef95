import { expect, test } from "vitest";
import { policyDecisions, type AccessTokenClaims, type PolicyEvaluator } from "../../src/index.ts";

type Asked = Parameters<PolicyEvaluator["evaluate"]>[0];

const claims: AccessTokenClaims = {
  iss: "https://api.example.test",
  aud: "https://api.example.test",
  sub: "usr_1",
  sid: "ses_1",
  jti: "1",
  iat: 1_893_456_000,
  exp: 1_893_456_300,
  auth_time: 1_893_456_000,
  amr: ["pwd", "otp", "mfa"],
  org_id: "org_1",
  org_role: "admin",
};

async function asked(question: object, given: AccessTokenClaims = claims): Promise<Asked | undefined> {
  const seen: Asked[] = [];
  const policies: PolicyEvaluator = {
    evaluate(input) {
      seen.push(input);
      return { decision: "allow", reason: "policy_allow" };
    },
  };
  await policyDecisions(policies).decide({ token: "", claims: given }, { permission: "org:read", ...question });
  return seen[0];
}

test("a question goes to the policies with who asks, how she proved it, and where", async () => {
  expect(await asked({})).toEqual({
    action: "org:read",
    subject: { type: "user", id: "usr_1", roles: ["admin"] },
    resource: { type: "organization", id: "org_1" },
    organizationId: "org_1",
    request: { authentication: { mfa: true, methods: ["pwd", "otp", "mfa"], authenticatedAt: "2030-01-01T00:00:00.000Z" } },
  });
});

test("a thing that is named goes with it, and whose it is", async () => {
  expect((await asked({ resource: { type: "document", id: "doc_1", ownerUserId: "usr_2" } }))?.resource).toEqual({
    type: "document",
    id: "doc_1",
    attributes: { ownerUserId: "usr_2" },
  });
});

test("a role of one organization is none in another", async () => {
  expect((await asked({ organizationId: "org_2" }))?.subject.roles).toEqual([]);
});

test("without an organization nobody is asked, and nothing is allowed", async () => {
  const { org_id: _, org_role: __, ...nowhere } = claims;
  expect(await asked({}, nowhere as AccessTokenClaims)).toBeUndefined();
});
