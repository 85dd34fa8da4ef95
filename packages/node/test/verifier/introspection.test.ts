import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";
import { createPlintoAdmin, createTokenVerifier } from "../../src/index.ts";
import { tokenOf } from "../support/people.ts";

function admin(mock: ReturnType<typeof createMock>): ReturnType<typeof createPlintoAdmin> {
  const { baseUrl, fetch, clock } = mock.connect();
  return createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey });
}

test("without introspection a session that was ended goes on until its token ends, and with it it does not", async () => {
  const mock = createMock({ clock: "virtual" });
  const trusting = createTokenVerifier(mock.verifierOptions());
  const asking = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const token = await tokenOf(mock, "ada", "acme");
  const verdict = await asking.verify(token);
  expect(verdict.status).toBe("valid");
  await admin(mock).sessions.revoke({ sessionId: verdict.status === "valid" ? verdict.claims.sid : "" });
  expect(await trusting.verify(token)).toMatchObject({ status: "valid" });
  expect(await asking.verify(token)).toEqual({ status: "refused", reason: "session_revoked", message: "The session was ended." });
  await mock.clock.advance("7m");
  expect(await trusting.verify(token)).toMatchObject({ status: "refused", reason: "token_expired" });
});

test("a banned user is refused by name", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const token = await tokenOf(mock, "bob");
  await admin(mock).users.ban({ userId: mock.seed.users.bob.id });
  expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: expect.stringMatching(/^(user_banned|session_revoked)$/) });
});

test("the role is the present one, not that of the token", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const token = await tokenOf(mock, "bob", "acme");
  await createPlinto(mock.as("ada", { organization: "acme" })).organizations.members.update({
    orgId: mock.seed.organizations.acme.id,
    userId: mock.seed.users.bob.id,
    role: "viewer",
  });
  expect(await verifier.verify(token)).toMatchObject({ status: "valid", claims: { org_role: "viewer" } });
  expect(await createTokenVerifier(mock.verifierOptions()).verify(token)).toMatchObject({ claims: { org_role: "member" } });
});

test("while the API is away nothing is said of a session, and it recovers", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const token = await tokenOf(mock, "ada");
  const restore = mock.faults.add({ operation: "introspectSession", status: 503 });
  expect(await verifier.verify(token)).toMatchObject({
    status: "unavailable",
    reason: "introspection_unavailable",
    message: expect.stringContaining("API did not say"),
  });
  restore();
  expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
});

test("a secret key that is refused is named as what is wrong", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect", secretKey: "sk_test_wrong" });
  const verdict = await verifier.verify(await tokenOf(mock, "ada"));
  expect(verdict).toMatchObject({ status: "unavailable", message: expect.stringMatching(/\(api_key_invalid\)\. Check the secretKey of the verifier\.$/) });
});

test("requests with the same token that come at once share one introspection, and those with others do not", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const [ada, bob] = await Promise.all([tokenOf(mock, "ada"), tokenOf(mock, "bob")]);
  await verifier.verify(ada);
  const before = mock.requests.filter(({ operationId }) => operationId === "introspectSession").length;
  const verdicts = await Promise.all([ada, ada, bob, ada, bob].map((token) => verifier.verify(token)));
  expect(mock.requests.filter(({ operationId }) => operationId === "introspectSession").length - before).toBe(2);
  const { ada: a, bob: b } = mock.seed.users;
  expect(verdicts.map((verdict) => verdict.status === "valid" && verdict.claims.sub)).toEqual([a.id, a.id, b.id, a.id, b.id]);
});
